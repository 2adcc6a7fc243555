"""Values for tests and examples, the same in every run."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from scaffold.spec.model import Field

from .kinds import Names, items_of
from .literals import Json, Value, literal
from .values import converted

COUNT = 3
"""So many different values each field has, if it can have as many."""

DAY = dt.date(2026, 1, 31)
MOMENT = dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.UTC)


class Sample(NamedTuple):
    """A valid value, as the service holds it and as JSON has it."""

    value: Value
    json: Json
    python: str
    """The code of the value as the service holds it."""
    text: str
    """The code of the value as JSON has it."""


def samples(field: Field, names: Names) -> tuple[Sample, ...]:
    """Return values of a field; a reference has none of its own: its entity must be made first."""
    if field.type == "ref":
        return ()
    return tuple(_sample(field, names, number) for number in range(COUNT))


def _sample(field: Field, names: Names, number: int) -> Sample:
    json = _json(field, names, number)
    value = converted(field, json)
    python = _enum_code(field, names, json) or literal(value)
    return Sample(value, json, python, literal(json))


def _enum_code(field: Field, names: Names, json: Json) -> str | None:
    match field.type, json:
        case "enum", str():
            return f"{names.enum(field)}.{json.upper()}"
        case "list", list() if items_of(field).type == "enum":
            return f"[{', '.join(f'{names.enum(field)}.{str(item).upper()}' for item in json)}]"
        case _:
            return None


def _json(field: Field, names: Names, number: int) -> Json:  # noqa: PLR0911  one answer for each type
    match field.type:
        case "bool":
            return number % 2 == 0
        case "enum":
            return field.values[number % len(field.values)]
        case "uuid":
            return str(UUID(int=(4 << 76) | (8 << 60) | (number + 1)))
        case "email":
            return f"{names.entity.name}{number + 1}@example.com"
        case "url":
            return f"https://example.com/{names.entity.path}/{number + 1}"
        case "json":
            return {field.name: number + 1}
        case "list":
            return [_json(items_of(field), names, number + index) for index in range(_size(field))]
        case "string" | "text":
            return _text(field, number)
        case _:
            return _ordered(field, number)


def _size(field: Field) -> int:
    size = max(int(field.minimum or 0), 1)
    return size if field.maximum is None else min(size, int(field.maximum))


def _text(field: Field, number: int) -> str:
    longest = int(field.maximum or field.length or 40)
    shortest = int(field.minimum or 0)
    words = f"{field.name.replace('_', ' ').capitalize()} {number + 1}"
    short = chr(ord("a") + number)
    text = next((text for text in (words, short) if len(text) <= longest), "")
    return text.ljust(shortest, "x")


def _ordered(field: Field, number: int) -> Json:
    """Count up from the lower limit, or so that the last value is the upper one."""
    match field.type:
        case "int" | "bigint":
            return int(_from(field, Decimal(1), Decimal(1), number))
        case "float":
            return float(_from(field, Decimal("1.5"), _step(field, Decimal(1)), number))
        case "decimal":
            quantum = Decimal(1).scaleb(-(field.scale or 0))
            room = (field.precision or 0) > (field.scale or 0) + 1
            first, step = (Decimal("1.5"), Decimal(1)) if room else (quantum, quantum)
            return f"{_rounded(_from(field, first, _step(field, step), number), quantum):f}"
        case "date":
            return _day(field, number).isoformat()
        case _:
            return _moment(field, number).isoformat().replace("+00:00", "Z")


def _rounded(value: Decimal, quantum: Decimal) -> Decimal:
    return Decimal(int(value / quantum)) * quantum


def _step(field: Field, step: Decimal) -> Decimal:
    """Take smaller steps where the limits leave little room."""
    if field.minimum is None or field.maximum is None:
        return step
    return min(step, (Decimal(field.maximum) - Decimal(field.minimum)) / (COUNT - 1))


def _from(field: Field, first: Decimal, step: Decimal, number: int) -> Decimal:
    if field.minimum is not None:
        first = Decimal(field.minimum)
    value = first + step * number
    if field.maximum is None:
        return value
    high = Decimal(field.maximum)
    return value if first + step * (COUNT - 1) <= high else max(high - step * (COUNT - 1 - number), _low(field, high))


def _low(field: Field, otherwise: Decimal) -> Decimal:
    return Decimal(field.minimum) if field.minimum is not None else otherwise - (COUNT - 1)


def _day(field: Field, number: int) -> dt.date:
    low, high = (text and dt.date.fromisoformat(text) for text in (field.minimum, field.maximum))
    first = low or DAY
    last = first + dt.timedelta(days=COUNT - 1)
    if high and last > high:
        first -= last - high
    day = first + dt.timedelta(days=number)
    return max(day, low) if low else day


def _moment(field: Field, number: int) -> dt.datetime:
    low, high = (text and dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in (field.minimum, field.maximum))
    first = low or MOMENT
    last = first + dt.timedelta(seconds=COUNT - 1)
    if high and last > high:
        first -= last - high
    moment = first + dt.timedelta(seconds=number)
    return max(moment, low) if low else moment
