"""Texts of the spec as the Python values that they stand for."""

import datetime as dt
from decimal import Decimal
from typing import cast
from uuid import UUID

from scaffold.spec.model import Field

from .literals import Json, Value


def converted(field: Field, given: object) -> Value:  # noqa: PLR0911  one answer for each type
    """Return a default, a limit or a value in JSON as the Python value that a field of this type holds."""
    match field.type:
        case "int" | "bigint":
            return int(str(given))
        case "float":
            return float(str(given))
        case "decimal":
            return Decimal(str(given))
        case "date":
            return dt.date.fromisoformat(str(given))
        case "timestamp":
            return dt.datetime.fromisoformat(str(given)).astimezone(dt.UTC)
        case "uuid":
            return UUID(str(given))
        case "list":
            items = cast("list[object]", given)
            return [converted(field.items, item) for item in items] if field.items else []
        case _:
            return cast("Json", given)
