"""What a change asks of rows that exist, and cannot see to itself."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal

from scaffold.evolution.changes import Change, FieldChange
from scaffold.spec.bounds import NUMBERS, TIMES
from scaffold.spec.model import Field

Limit = Literal["unique", "min", "max"]

_TEXTS = {"string", "text"}


def new_limits(change: FieldChange) -> tuple[Limit, ...]:
    """Return what rows may break: a field had no such limit, or values that are converted may not keep to it."""
    before, after = change.before, change.after
    if before is None or after is None or change.conversion == "replaced":
        return ()
    return tuple(_new(before, after, narrowed=change.conversion == "narrowed"))


def limit_texts(changes: Sequence[Change]) -> tuple[str, ...]:
    """Give each in words: `user.age: min=0`."""
    return tuple(
        f"{change.after.name}.{field.after.name}: {_written(field.after, limit)}"
        for change in changes
        for field in change.fields
        for limit in new_limits(field)
        if change.after and field.after
    )


def _written(field: Field, limit: Limit) -> str:
    return limit if limit == "unique" else f"{limit}={field.minimum if limit == 'min' else field.maximum}"


def _new(before: Field, after: Field, *, narrowed: bool) -> Iterator[Limit]:
    if after.unique and (narrowed or not before.unique):
        yield "unique"
    read = _reading(after)
    if read is None or (narrowed and {before.type, after.type} <= NUMBERS):  # those become the nearest that fits
        return
    same = _reading(before) is read
    low, high = (read(text) if text and same else None for text in (before.minimum, before.maximum))
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
