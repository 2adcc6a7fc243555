"""What all kinds of resources have in common."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python

from user_service.models.errors import InvalidValueError
from user_service.models.wording import message


class BaseResource(BaseModel, frozen=True, hide_input_in_errors=True):
    """A stored resource: found by its id, locked by its version."""

    id: UUID
    version: int
    """Counts the changes, from 1."""
    created_at: datetime
    updated_at: datetime


class BasePatch(BaseModel, extra="forbid", frozen=True):
    """A JSON merge patch (RFC 7396): fields that are absent stay, null clears."""


def changes_by(patch: BasePatch, resource: BaseResource) -> dict[str, object]:
    """Return the new values of the fields that the patch changes; JSON objects are merged.

    Raise `InvalidValueError` where what they make together is not what the field takes.
    """
    sent = {name: getattr(patch, name) for name in patch.model_fields_set}
    stored = {name: getattr(resource, name) for name in sent}
    objects = [name for name, value in sent.items() if isinstance(value, dict)]
    if objects:
        sent |= _checked(type(patch), {name: _merged(stored[name], sent[name]) for name in objects})
    return {
        name: value for name, value in sent.items() if _written(value) != _written(stored[name])
    }


def _checked(model: type[BasePatch], values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of some fields as a patch that sent them whole would have them."""
    try:
        patch = model.model_validate(values)
    except ValidationError as error:
        told = [f"{each['loc'][0]}: {message(each)}" for each in error.errors()]
        raise InvalidValueError("; ".join(told)) from error
    return {name: getattr(patch, name) for name in values}


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
