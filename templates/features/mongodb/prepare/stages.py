"""The stages that rewrite an entity's documents: from the fields before to those after."""

import datetime as dt
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from scaffold.evolution import EntityChange, FieldChange
from scaffold.spec.model import Field

from .code import Code, decimal
from .conversions import GONE, Expression, converted
from .shapes import Data, day, is_long, key_of, moment

RANDOM = "random"
_LONG = 2**63


class Given(Protocol):
    """A value that documents get which have none."""

    value: object


class Fillings(Protocol):
    """What the service's templates fill in, on every database the same."""

    def given(self, change: FieldChange, *, back: bool) -> Given | None:
        """Return the value; None where no value can be that of all."""
        ...


class Rewriting(NamedTuple):
    """The stages, and the fields of which every document gets an id of its own."""

    stages: tuple[Data, ...]
    ids: tuple[str, ...]


def rewriting(change: EntityChange, fillings: Fillings, *, back: bool) -> Rewriting:
    """Return what rewrites the documents of an entity that stays."""
    values: Data = {}
    ids: list[str] = []
    for each in change.fields:
        if each.after is None:
            continue
        fill = fillings.given(each, back=back) if _lacks(each) else None
        if fill is not None and fill.value == RANDOM and each.after.type == "uuid":
            ids.append(key_of(each.after))
            fill = None
        value = _value(each, fill)
        if value != f"${key_of(each.after)}":
            values[key_of(each.after)] = value
    gone = tuple(_gone(change))
    stages: list[Data] = [{"$set": values}] if values else []
    if gone:
        stages.append({"$unset": list(gone)})
    return Rewriting(tuple(stages), tuple(ids))


def _gone(change: EntityChange) -> Iterator[str]:
    """Give the fields that documents do not have any more; one that begins anew is given a value before."""
    after = {key_of(each.after) for each in change.fields if each.after}
    for each in change.fields:
        if each.before is not None and key_of(each.before) not in after:
            yield key_of(each.before)


def _lacks(change: FieldChange) -> bool:
    """Say whether documents may have no value that the field needs now."""
    before, after = change.before, change.after
    if after is None:
        return False
    if before is None or change.conversion in {"replaced", "narrowed"}:
        return True
    return before.optional and not after.optional


def _value(change: FieldChange, fill: Given | None) -> Expression:
    """Return what a field becomes."""
    before, after = change.before, change.after
    if after is None:
        return GONE
    otherwise = stored(after, fill.value) if fill is not None else GONE
    if before is None:
        return f"${key_of(after)}" if fill is None else {"$ifNull": [f"${key_of(after)}", otherwise]}
    if change.conversion == "replaced":
        return otherwise
    old = f"${key_of(before)}"
    new = _with(otherwise, converted(old, change))
    missing = otherwise if before.optional and not after.optional else GONE
    if new == old:
        return old if missing == GONE else {"$ifNull": [old, missing]}
    return {"$cond": [{"$lte": [old, None]}, missing, new]}


def _with(otherwise: Expression, expression: Expression) -> Expression:
    """Give what has no meaning any more the value that documents get which have none."""
    if expression == GONE:
        return otherwise
    if isinstance(expression, dict):
        return {key: _with(otherwise, item) for key, item in expression.items()}
    if isinstance(expression, list):
        return [_with(otherwise, item) for item in expression]
    return expression


def stored(field: Field, value: object) -> Expression:  # noqa: PLR0911  one answer for each type
    """Write a value of a field, plain data as `Field.default` holds it, as an expression."""
    match field.type, value:
        case "date", "today":
            return {"$dateTrunc": {"date": "$$NOW", "unit": "day"}}
        case "timestamp", "now":
            return {"$dateToString": {"date": "$$NOW", "format": "%Y-%m-%dT%H:%M:%S.%L000Z"}}
        case "date", _:
            return day(str(value))
        case "timestamp", _:
            return moment(str(value))
        case "decimal", _:
            return _digits(field, str(value)) if is_long(field) else decimal(value)
        case (("uuid" | "ref"), _):
            return UUID(str(value))
        case (("json" | "list"), _):
            return {"$literal": _document(field, value)}
        case "float", _:
            return float(str(value))
        case _, str():
            return {"$literal": value} if value.startswith("$") else value
        case _:
            return value


def _digits(field: Field, text: str) -> str:
    """Write a long decimal as the text that sorts by value."""
    precision, scale = field.precision or 0, field.scale or 0
    steps = int(Decimal(text).scaleb(scale, Context(precision + 1)))
    return f"{steps + 10**precision:0{precision + 1}d}"


def _document(field: Field, value: object) -> Expression:  # noqa: PLR0911  one answer for each type
    """Return JSON as documents hold it, and the items of a list as values of their type."""
    if field.type == "list" and field.items is not None and isinstance(value, list):
        return [stored(field.items, item) for item in value]
    match value:
        case bool():
            return value
        case int() if not -_LONG <= value < _LONG:
            return Code(f'Binary(b"{value}", USER_DEFINED_SUBTYPE)')
        case list():
            return [_document(field, item) for item in value]
        case dict():
            return {_escaped(str(key)): _document(field, item) for key, item in value.items()}
        case dt.date():
            return str(value)
        case _:
            return value


def _escaped(key: str) -> str:
    return f"\\{key}" if key.startswith(("$", "\\")) else key
