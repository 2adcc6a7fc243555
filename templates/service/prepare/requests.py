"""What the service's tests send: any number of different bodies for each kind of resource."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scaffold.spec.bounds import greatest

from .layout import Group, Piece, lay
from .literals import piece
from .numbered import imports, numbered
from .resource import PreparedField, Resource
from .strings import quoted

CREATED, CHANGED = 1, 2
"""The samples that tests make a resource of, and change it to."""

READERS = {
    "decimal": ("Decimal", "from decimal import Decimal"),
    "timestamp": ("datetime.fromisoformat", "from datetime import datetime"),
}
"""What reads a text in JSON as the value that it stands for, where texts have another order."""

LONG = frozenset({"text", "json", "list"})
"""Types that a page holds only so much of."""

ENTRY = 8
"""Where the entries of a body stand."""


class Requests(NamedTuple):
    """Entries of dictionaries, each with its comma; imports are lines to merge."""

    new: tuple[str, ...]
    counted: bool
    """Whether a new one has anything that differs from number to number."""
    changes: tuple[str, ...]
    unique: tuple[str, ...]
    optional: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    """Fields, and the kind that each refers to, for kinds that can be made before this one."""
    circles: tuple[tuple[str, str], ...]
    """The same for those that a new one leaves empty, as they refer to its own kind or to a later one."""
    various: bool
    """Whether two bodies differ at all."""
    filters: tuple[str, ...]
    """Parameters that compare a field which a new one has."""
    ranges: tuple[tuple[str, str, str], ...]
    """Columns with the parameters of their lower and upper limit."""
    read: tuple[tuple[str, str], ...]
    """Columns whose texts do not compare as their values do, and what reads them."""
    long: tuple[str, ...]
    """Fields whose texts and documents make a page end early."""
    imports: tuple[str, ...]
    moments: bool
    """Whether the entries call `moment(first, seconds)`."""


def requests(resource: Resource, earlier: Sequence[str]) -> Requests:
    """Prepare the bodies of one kind; `earlier` are the kinds that are made before it."""
    own = [field for field in resource.fields if field.samples]
    changed = [field for field in own if field.patch and _differs(field)]
    code = {field.name: _new(field) for field in own}
    readers = list(_readers(resource))
    refer = [(field.name, field.target) for field in resource.fields if field.target]
    references = tuple((name, target) for name, target in refer if target in earlier)
    circles = tuple((name, target) for name, target in refer if target not in earlier)
    counted = any(field.field.unique or len(_values(field)) > 1 for field in own)
    equal = [each.name for each in resource.filters if each.operator == "eq"]
    return Requests(
        new=tuple(_entry(field, code[field.name]) for field in own),
        counted=counted,
        changes=tuple(_entry(field, _changed(field)) for field in changed),
        unique=tuple(field.name for field in own if field.field.unique),
        optional=tuple(field.name for field in own if not field.required),
        references=references,
        circles=tuple((name, target) for name, target in circles if name in equal),
        various=counted or bool(references),
        filters=tuple(name for name in equal if name not in dict(circles)),
        ranges=tuple(_ranges(resource)),
        read=tuple((column, read) for column, read, _ in readers),
        long=tuple(field.name for field in own if field.field.type in LONG and greatest(field.field) != 0),
        imports=tuple(sorted({*_imports(own), *(line for _, _, line in readers)})),
        moments=any(field.field.unique and field.field.type == "timestamp" for field in own),
    )


def _entry(field: PreparedField, value: Piece) -> str:
    return lay(value, indent=ENTRY, before=f"{quoted(field.name)}: ", after=",")


def _new(field: PreparedField) -> Piece:
    if field.field.unique:
        return numbered(field.field, "number")
    values = _values(field)
    if len(values) == 1:
        return values[0]
    return Group("(", values, f")[number % {len(values)}]", tall=True)


def _values(field: PreparedField) -> tuple[Piece, ...]:
    """Return the values of the samples; one if they are all the same."""
    values = tuple(piece(sample.json) for sample in field.samples)
    return values[:1] if len(set(values)) == 1 else values


def _changed(field: PreparedField) -> Piece:
    return numbered(field.field, "0") if field.field.unique else piece(field.samples[CHANGED].json)


def _differs(field: PreparedField) -> bool:
    return field.field.unique or field.samples[CREATED].json != field.samples[CHANGED].json


def _ranges(resource: Resource) -> Iterator[tuple[str, str, str]]:
    lower = {each.column: each.name for each in resource.filters if each.operator == "ge"}
    upper = {each.column: each.name for each in resource.filters if each.operator == "le"}
    return ((column, lower[column], upper[column]) for column in lower if column in upper)


def _readers(resource: Resource) -> Iterator[tuple[str, str, str]]:
    """Give the columns of lists' orders and ranges whose texts must be read, each with the code and its import."""
    compared = {*resource.sorts, *(column for column, _, _ in _ranges(resource))}
    for field in resource.fields:
        if field.name in compared and field.field.type in READERS:
            yield (field.name, *READERS[field.field.type])


def _imports(fields: Sequence[PreparedField]) -> Iterator[str]:
    return (line for field in fields if field.field.unique for line in imports(field.field))
