"""What the service's tests send: any number of different bodies for each kind of resource."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from scaffold.spec.model import Field

from .layout import Group, Piece, call, lay
from .literals import piece
from .resource import PreparedField, Resource
from .samples import DAY, MOMENT
from .strings import quoted

CREATED, CHANGED = 1, 2
"""The samples that tests make a resource of, and change it to."""

SHORT = 12
"""So much of a field's name stands in its values."""

FIRST_LETTER = 0x4E00
"""The first of the letters that unique texts with little room are made of: 20 thousand in a row, in no two cases."""

ENTRY = 8
"""Where the entries of a body stand."""


class Requests(NamedTuple):
    """Entries of dictionaries, each with its comma; imports are lines to merge."""

    new: tuple[str, ...]
    changes: tuple[str, ...]
    unique: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    """Fields, and the kind that each refers to, for kinds that can be made before this one."""
    filters: tuple[str, ...]
    ranges: tuple[tuple[str, str, str], ...]
    """Columns with the parameters of their lower and upper limit."""
    imports: tuple[str, ...]
    moments: bool
    """Whether the entries call `moment(first, number)`."""


def requests(resource: Resource, earlier: Sequence[str]) -> Requests:
    """Prepare the bodies of one kind; `earlier` are the kinds that are made before it."""
    own = [field for field in resource.fields if field.samples]
    changed = [field for field in own if field.patch and _differs(field)]
    code = {field.name: _new(field) for field in own}
    return Requests(
        new=tuple(_entry(field, code[field.name]) for field in own),
        changes=tuple(_entry(field, _changed(field)) for field in changed),
        unique=tuple(field.name for field in own if field.field.unique),
        references=tuple(
            (field.name, field.target) for field in resource.fields if field.target and field.target in earlier
        ),
        filters=tuple(each.name for each in resource.filters if each.operator == "eq"),
        ranges=tuple(_ranges(resource)),
        imports=tuple(sorted({line for field in own if field.field.unique for line in _imports(field.field)})),
        moments=any(field.field.unique and field.field.type == "timestamp" for field in own),
    )


def _entry(field: PreparedField, value: Piece) -> str:
    return lay(value, indent=ENTRY, before=f"{quoted(field.name)}: ", after=",")


def _new(field: PreparedField) -> Piece:
    if field.field.unique:
        return numbered(field.field, "number")
    values = [piece(sample.json) for sample in field.samples]
    if len(set(values)) == 1:
        return values[0]
    return Group("(", tuple(values), f")[number % {len(values)}]", tall=True)


def _changed(field: PreparedField) -> Piece:
    return numbered(field.field, "0") if field.field.unique else piece(field.samples[CHANGED].json)


def _differs(field: PreparedField) -> bool:
    return field.field.unique or field.samples[CREATED].json != field.samples[CHANGED].json


def _ranges(resource: Resource) -> Iterator[tuple[str, str, str]]:
    lower = {each.column: each.name for each in resource.filters if each.operator == "ge"}
    upper = {each.column: each.name for each in resource.filters if each.operator == "le"}
    return ((column, lower[column], upper[column]) for column in lower if column in upper)


def numbered(field: Field, number: str) -> Piece:  # noqa: PLR0911  one answer for each type
    """Return the code of a value in JSON that is another one for each number."""
    match field.type:
        case "string" | "text":
            return _text(field, number)
        case "email":
            return f'f"{field.name[:SHORT]}{{{number}}}@example.com"'
        case "url":
            return f'f"https://example.com/{{{number}}}"'
        case "uuid":
            return f"str(UUID(int={number}))"
        case "int" | "bigint":
            return _counted(field, number, "1")
        case "float":
            return _counted(field, number, "1.5", " / 1024")
        case "decimal":
            quantum = Decimal(1).scaleb(-(field.scale or 0))
            first = Decimal(field.minimum or 0).quantize(quantum)
            return call("format", f'Decimal("{first:f}") + {number} * Decimal("{quantum:f}")', '"f"')
        case "date":
            day = dt.date.fromisoformat(field.minimum) if field.minimum else DAY
            return call("str", f"date({day.year}, {day.month}, {day.day}) + timedelta(days={number})")
        case "timestamp":
            moment = dt.datetime.fromisoformat(field.minimum).astimezone(dt.UTC) if field.minimum else MOMENT
            return call("moment", quoted(moment.isoformat()), number)
        case _:
            message = f"{field.name}: a {field.type} cannot be unique"
            raise ValueError(message)


def _text(field: Field, number: str) -> str:
    longest = int(field.maximum or field.length or 40)
    shortest = int(field.minimum or 0)
    words = f"{field.name[:SHORT].replace('_', ' ').strip()} "
    digits = 6
    if longest < digits:
        letter = f"chr(0x{FIRST_LETTER:X} + {number})"
        return letter if shortest < len("ab") else f"{letter} * {shortest}"
    if longest < len(words) + digits:
        return f'f"{{{number}:0{max(1, shortest)}}}"'
    return f'f"{words}{{{number}:0{max(digits, shortest - len(words))}}}"'


def _counted(field: Field, number: str, first: str, scale: str = "") -> str:
    if field.minimum is None and field.maximum is not None:
        return f"{field.maximum} - {number}{scale}"
    return f"{field.minimum or first} + {number}{scale}"


def _imports(field: Field) -> tuple[str, ...]:
    return {
        "decimal": ("from decimal import Decimal",),
        "date": ("from datetime import date, timedelta",),
        "timestamp": ("from tests.samples.base import moment",),
        "uuid": ("from uuid import UUID",),
    }.get(field.type, ())
