"""Positions in a list, opaque to clients."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from user_service.models.errors import InvalidCursorError


def encode(sort: str, value: object, resource_id: UUID) -> str:
    """Make the cursor that stands behind an item, in a list sorted by a field."""
    parts = [sort, to_jsonable_python(value), resource_id.hex]
    text = json.dumps(parts, ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, sort: str, value_type: Any) -> tuple[Any, UUID]:  # noqa: ANN401 - any type
    """Return the sort value and the id of the item; raise `InvalidCursorError`."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, value, resource_id = json.loads(text)
        if made_for != sort or b"\x00" in str(value).encode():
            raise InvalidCursorError
        return TypeAdapter(value_type).validate_python(value), UUID(hex=resource_id)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidCursorError from error
