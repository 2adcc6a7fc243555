"""Values for rows that have none, as SQL writes them."""

import datetime as dt
import json
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from scaffold.evolution import FieldChange
from scaffold.spec.model import Field

from .sqlite_decimals import encoded


class Sql(NamedTuple):
    """An expression for each database."""

    postgresql: str
    sqlite: str


class Given(NamedTuple):
    """A value that rows get, plain data as `Field.default` holds it."""

    value: object


def given(change: FieldChange, *, back: bool) -> Given | None:
    """Return what rows get; None where no value can be that of all rows, or none is needed.

    On the way `back` what was there is lost, so a field that must have a value gets a neutral one.
    """
    field = change.after
    if field is None:
        return None
    if not back:
        return Given(change.fill) if change.filled else None
    if field.optional or field.unique or field.type == "ref":
        return None
    return Given(change.fill if change.filled else _neutral(field))


def filling(change: FieldChange, *, back: bool) -> Sql | None:
    """Return what `given` does, as SQL writes it."""
    found = given(change, back=back)
    return None if found is None or change.after is None else sql(change.after, found.value)


def sql(field: Field, value: object) -> Sql:  # noqa: PLR0911  one answer for each type
    """Write a value of a field, plain data as `Field.default` holds it."""
    match field.type, value:
        case "date", "today":
            return _both("CURRENT_DATE")
        case "timestamp", "now":
            return Sql("now()", "strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')")
        case "uuid", "random":
            return Sql("gen_random_uuid()", "lower(hex(randomblob(16)))")
        case "decimal", _:
            return Sql(str(value), f"'{encoded(field, Decimal(str(value)))}'")
        case (("uuid" | "ref"), _):
            return _both(f"'{UUID(str(value)).hex}'")
        case "timestamp", str():
            return _both(_moment(value))
        case (("json" | "list"), _):
            return _both(_text(json.dumps(value, ensure_ascii=False, separators=(",", ":"))))
        case _, bool():
            return _both(str(value).lower())
        case _, int() | float():
            return _both(repr(value))
        case _:
            return _both(_text(str(value)))


def _both(text: str) -> Sql:
    return Sql(text, text)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _moment(value: str) -> str:
    moment = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    return f"'{moment.isoformat(timespec='microseconds')}'"


def _neutral(field: Field) -> object:  # noqa: PLR0911  one answer for each type
    """Return a value that says little and that the field's limits allow."""
    match field.type:
        case "string" | "text":
            return "-" * int(field.minimum or 0)
        case "int" | "bigint" | "float" | "decimal":
            return _nearest_to_zero(field)
        case "bool":
            return False
        case "date":
            return field.minimum or field.maximum or "1970-01-01"
        case "timestamp":
            return field.minimum or field.maximum or "1970-01-01T00:00:00+00:00"
        case "uuid":
            return "random"
        case "enum":
            return field.values[0]
        case "json" | "list":
            return [] if field.type == "list" else None
        case _:
            return ""


def _nearest_to_zero(field: Field) -> object:
    low, high = (None if text is None else Decimal(text) for text in (field.minimum, field.maximum))
    value = low if low is not None and low > 0 else high if high is not None and high < 0 else Decimal(0)
    return float(value) if field.type == "float" else str(value) if field.type == "decimal" else int(value)
