"""What all kinds of resources have in common."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_jsonable_python


class BaseResource(BaseModel, frozen=True):
    """A stored resource: found by its id, locked by its version."""

    id: UUID
    version: int
    """Counts the changes, from 1."""
    created_at: datetime
    updated_at: datetime


def unset() -> Any:  # noqa: ANN401 - it stands for a value of any type
    """Make the value of a field that a patch leaves alone; nothing reads it."""
    return None


class BasePatch(BaseModel, extra="forbid", frozen=True):
    """A JSON merge patch (RFC 7396): fields that are absent stay, null clears."""


def changes_by(patch: BasePatch, resource: BaseResource) -> dict[str, object]:
    """Return the new values of the fields that the patch changes; JSON objects are merged."""
    stored = {name: getattr(resource, name) for name in patch.model_fields_set}
    merged = {name: _merged(value, getattr(patch, name)) for name, value in stored.items()}
    return {
        name: value for name, value in merged.items() if _written(value) != _written(stored[name])
    }


def _merged(target: Any, patch: Any) -> Any:  # noqa: ANN401 - JSON
    """Apply a patch to a value (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value)
    return result


def _written(value: object) -> str:
    """Write a value as JSON: Python takes 1 for True, and JSON does not."""
    return json.dumps(to_jsonable_python(value), sort_keys=True)
