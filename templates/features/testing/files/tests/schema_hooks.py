"""What schemathesis cannot know from the schema; `schemathesis.toml` names this module."""

from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis import Case, HookContext


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    """Make valid requests valid: a key belongs to one request, a cursor comes from the service."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = uuid4().hex
    case.query.pop("cursor", None)
