"""Values for tests and examples, the same in every run."""

import datetime as dt
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from scaffold.spec.model import Field

from .kinds import Names, items_of
from .literals import Json, Value, literal
from .ordered import SECOND, span, steps_of_time, written
from .values import converted

COUNT = 3
"""So many different values each field has, if it can have as many."""

NUMBER = 1
"""The sample of JSON that is a bare number, which some databases take for one of their own."""

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
            return number + 0.5 if number == NUMBER else {field.name: number + 1}
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
    low, high = span(field)
    first, step = _usual(field)
    if field.minimum is not None:
        first = low
    step = min(step, (high - low) / (COUNT - 1))
    if field.type != "float":
        step = max(Fraction(1), step)
    first = min(first, high - (COUNT - 1) * step)
    return written(field, max(low, first + number * step))


def _usual(field: Field) -> tuple[Fraction, Fraction]:
    """Return the first value and the distance of the next, where the limits leave the choice."""
    match field.type:
        case "float":
            return Fraction(3, 2), Fraction(1)
        case "decimal" if (field.precision or 0) > (field.scale or 0) + 1:
            one = Fraction(10 ** (field.scale or 0))
            return one * 3 / 2, one
        case "date":
            return Fraction(DAY.toordinal()), Fraction(1)
        case "timestamp":
            return Fraction(steps_of_time(MOMENT)), Fraction(SECOND)
        case _:
            return Fraction(1), Fraction(1)
