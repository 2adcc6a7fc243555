"""How a list can be narrowed and ordered: by what has an index, or only a few values."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from scaffold.spec.bounds import NUMBERS, TIMES
from scaffold.spec.model import Entity, Field

from .annotations import ANNOTATED, SHARED, digits
from .kinds import DECIMAL, UUID, Names, Text, plain
from .layout import Piece, annotated, subscript
from .strings import quoted

SKIP = "SkipJsonSchema[None]"
SKIP_IMPORT = "from pydantic.json_schema import SkipJsonSchema"

_RANGES = NUMBERS | TIMES
_SORTED = {*_RANGES, "string", "email", "url"}
_ALWAYS = {"enum", "bool", "ref", "uuid"}

USUAL_CURSOR = 2000
"""Characters that the cursor of any list may have."""
BESIDE_THE_VALUE = 100
"""Bytes for the rest of a cursor: the name of the order, and an id."""

Operator = Literal["eq", "ge", "le"]


class Filter(NamedTuple):
    """A query parameter: which column it compares, how, and its line in the class of the list's query."""

    name: str
    column: str
    operator: Operator
    line: Text


def filters(entity: Entity, names: Names) -> tuple[Filter, ...]:
    """Return the parameters of an entity's list.

    Equality for enums, booleans, ids, references, and whatever else is unique or indexed; limits on both sides, each
    included, for indexed numbers and times (`price_min`, `price_max`, `born_from`, `born_to`).
    """
    found: list[Filter] = []
    for field in entity.fields:
        column = names.column(field)
        if not (field.type in _ALWAYS or field.unique or field.indexed):
            continue
        found.append(_filter(field, names, column, "eq"))
        if field.type in _RANGES:
            low, high = ("from", "to") if field.type in TIMES else ("min", "max")
            found.append(_filter(field, names, f"{column}_{low}", "ge"))
            found.append(_filter(field, names, f"{column}_{high}", "le"))
    fields = {names.column(field) for field in entity.fields}
    return tuple(each for each in found if each.operator == "eq" or each.name not in fields)


def sorts(entity: Entity, names: Names) -> tuple[str, ...]:
    """Return the columns that a list can be ordered by: never null, with an index, and the same order everywhere."""
    fields = [names.column(field) for field in entity.fields if _sortable(field)]
    return ("created_at", *fields)


def sort_line(entity: Entity, names: Names) -> Text:
    """Return the line of the parameter `sort`; a `-` stands before what is ordered downwards."""
    choices: list[Piece] = [quoted(sign + column) for column in sorts(entity, names) for sign in ("", "-")]
    text = annotated("sort", subscript("Literal", *choices), '"created_at"')
    return Text(text, ("from typing import Literal",))


def cursor_length(entities: Iterable[Entity]) -> int:
    """Return how long the cursor of a list can be: its text is JSON in base64, with the value that the order has."""
    longest = max(
        (_written_length(field) for entity in entities for field in entity.fields if _sortable(field)), default=0
    )
    return max(USUAL_CURSOR, (longest + BESIDE_THE_VALUE) * 4 // 3 + 4)


def _written_length(field: Field) -> int:
    """Count the bytes that a text can take as JSON: a control character takes six, a quote two."""
    match field.type:
        case "string":
            return 6 * int(field.maximum or field.length or 0)
        case "email" | "url":
            return 2 * (field.length or 0)
        case _:
            return 0


def _sortable(field: Field) -> bool:
    return field.type in _SORTED and not field.optional and (field.unique or field.indexed)


def _filter(field: Field, names: Names, name: str, operator: Operator) -> Filter:
    kind = _queried(field, names)
    line = Text(annotated(name, kind.piece, "None", none=SKIP), (*kind.imports, SKIP_IMPORT))
    return Filter(name, names.column(field), operator, line)


def _queried(field: Field, names: Names) -> Text:
    """Return the type of a parameter, which is text until pydantic reads it."""
    match field.type:
        case "enum" | "ref" | "bool":
            return plain(field, names)
        case "uuid":
            return Text("UUID", (UUID,))
        case "decimal":
            imports = (ANNOTATED, DECIMAL, names.shared("Digits"))
            return Text(subscript("Annotated", "Decimal", digits(field)), imports)
        case "float":
            return Text(subscript("Annotated", "float", "Finite"), (ANNOTATED, names.shared("Finite")))
        case _:
            return Text(SHARED[field.type], (names.shared(SHARED[field.type]),))
