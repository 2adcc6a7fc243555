"""What schemathesis cannot know from the schema; `schemathesis.toml` names this module."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext

from full_service.handlers.api import create_api

OPENAPI = create_api().openapi()
LONGEST_QUERY = 65_000
"""The server's parser of HTTP answers 400 to a URL of 65,536 bytes and more: the service never sees it."""

# Of what these formats allow, the service takes what a message or a browser can reach.
NAMES = st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True)
schemathesis.openapi.format("email", NAMES.map("{}@example.com".format))


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    """Make valid requests valid: a key belongs to one request, a cursor comes from the service."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = uuid4().hex
    case.query.pop("cursor", None)
    for name, value in case.path_parameters.items():
        if str(value) == "None":  # followed from a reference that a resource does not have
            case.path_parameters[name] = str(uuid4())
    if isinstance(case.body, dict):
        properties = _properties(case)
        case.body = {
            name: _limited(value, properties.get(name, {})) for name, value in case.body.items()
        }


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:  # noqa: ARG001
    """Leave out methods that a path does not have, where another fits it: `/{id}` has its own."""
    if len(urlencode(case.query or {}, doseq=True, errors="replace")) > LONGEST_QUERY:
        return False
    paths = OPENAPI["paths"]
    if case.method.lower() in paths[case.path]:
        return True
    patterns = (re.sub(r"{\w+}", "[^/]+", path) for path in paths if path != case.path)
    return not any(re.fullmatch(pattern, case.path) for pattern in patterns)


def _limited(value: Any, described: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Keep a value within limits that JSON Schema has no words for, or too few digits."""
    described = next((each for each in described.get("anyOf", []) if "type" in each), described)
    match value:
        case str():
            low, high = described.get("formatMinimum"), described.get("formatMaximum")
        case int():
            low, high = described.get("minimum"), described.get("maximum")
        case _:
            return value
    if low is not None and _key(value) < _key(low):
        return low
    if high is not None and _key(value) > _key(high):
        return high
    return value


def _properties(case: Case[Any]) -> dict[str, Any]:
    operation = OPENAPI["paths"][case.path][case.method.lower()]
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    found: dict[str, Any] = OPENAPI["components"]["schemas"][reference.rpartition("/")[2]]
    properties: dict[str, Any] = found["properties"]
    return properties


def _key(value: int | str) -> Any:  # noqa: ANN401 - what compares with its like
    try:
        return Decimal(value)
    except ArithmeticError:
        text = str(value)
        return datetime.fromisoformat(text).timestamp() if "T" in text else text
