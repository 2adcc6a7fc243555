"""What a change asks of rows that exist, and cannot see to itself."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal

from scaffold.evolution.changes import Change, FieldChange
from scaffold.spec.bounds import NUMBERS, TIMES
from scaffold.spec.model import Field

Limit = Literal["unique", "min", "max", "ref"]

_TEXTS = {"string", "text"}
_FORMS = {"email", "url"}
"""Texts whose form only the service knows."""
_COUNTED = {"list", "json"}
"""Values whose limits only the service knows: of lists the number of items, of JSON the bytes."""


def new_limits(change: FieldChange) -> tuple[Limit, ...]:
    """Return what rows may break: what is new, and what values that are converted or filled in may not keep to."""
    before, after = change.before, change.after
    if after is None:
        return ()
    filled = tuple(_broken_by_fill(change, after))
    if before is None or change.conversion == "replaced":
        return filled
    kept = tuple(_new(before, after, narrowed=change.conversion == "narrowed"))
    return (*kept, *(limit for limit in filled if limit not in kept))


def fills_rows(change: FieldChange) -> bool:
    """Say whether a value is filled in where rows have none."""
    before, after = change.before, change.after
    if after is None or not change.filled:
        return False
    return before is None or change.conversion == "replaced" or (before.optional and not after.optional)


def limit_texts(changes: Sequence[Change]) -> tuple[str, ...]:
    """Give each in words: `user.age: min=0`."""
    return tuple(
        f"{change.after.name}.{field.after.name}: {_written(field.after, limit)}"
        for change in changes
        for field in change.fields
        for limit in new_limits(field)
        if change.after and field.after
    )


def unchecked_texts(changes: Sequence[Change]) -> tuple[str, ...]:
    """Give, in the same words, what no database checks; `changes` are all entities, as not all of this is stored."""
    return tuple(
        f"{change.after.name}.{field.after.name}: {rule}"
        for change in changes
        for field in change.fields
        if change.after and field.before and field.after and field.conversion != "replaced"
        for rule in _unchecked(field.before, field.after)
    )


def _unchecked(before: Field, after: Field) -> Iterator[str]:
    """Give what only the service knows: the form of texts, and the limits of lists and JSON."""
    if after.type in _FORMS and before.type != after.type:
        yield after.type
    if after.type in _COUNTED:
        for limit in _tightened(before, after, int):
            yield _written(after, limit)


def _written(field: Field, limit: Limit) -> str:
    if limit == "ref":
        return f"ref({field.target})"
    return limit if limit == "unique" else f"{limit}={field.minimum if limit == 'min' else field.maximum}"


def _broken_by_fill(change: FieldChange, after: Field) -> Iterator[Limit]:
    """Give what one value for all rows that have none may break."""
    if not fills_rows(change):
        return
    if after.unique and change.fill != "random":
        yield "unique"
    if after.type == "ref":
        yield "ref"


def _new(before: Field, after: Field, *, narrowed: bool) -> Iterator[Limit]:
    if after.unique and (narrowed or not before.unique):
        yield "unique"
    read = _reading(after)
    if read is None or (narrowed and {before.type, after.type} <= NUMBERS):  # those become the nearest that fits
        return
    known = before if _reading(before) is read else before._replace(minimum=None, maximum=None)
    yield from _tightened(known, after, read)


def _tightened(before: Field, after: Field, read: Callable[[str], Any]) -> Iterator[Limit]:
    low, high = (None if text is None else read(text) for text in (before.minimum, before.maximum))
    if after.minimum is not None and (low is None or low < read(after.minimum)):
        yield "min"
    if after.maximum is not None and (high is None or high > read(after.maximum)):
        yield "max"


def _reading(field: Field) -> Callable[[str], Any] | None:
    """Return what makes a field's limits comparable, the same for fields whose limits mean the same."""
    if field.type in NUMBERS:
        return Decimal
    if field.type in _TEXTS:
        return int
    return _moment if field.type in TIMES else None


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
