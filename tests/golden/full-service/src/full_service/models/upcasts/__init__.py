"""Events of any age, read as the newest revision of the data would have written them.

Each module beside this one brings what was written before its revision to the names and types that
the data has after it. A revision's upcasts are never changed again, as events of its time remain.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, NamedTuple

from full_service.models.aggregates import StoredEvent

FIRST = "0001"
"""The revision of data that no module beside this one has changed."""

Upcast = Callable[[StoredEvent, dict[str, Any]], None]
"""Changes the data of an event in place."""


class Revision(NamedTuple):
    """What one revision does to older events."""

    id: str
    aggregates: Mapping[str, str | None]
    """The new names of entities; None for those that there are no more."""
    upcasts: Mapping[str, Upcast]
    """By the names of before."""

    @property
    def number(self) -> str:
        """Its place in the line, which revisions of two branches may share."""
        return self.id.partition("_")[0]


def load_revisions() -> tuple[Revision, ...]:
    """Return the revisions that the modules beside this one are about, in order."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(Revision(each.REVISION, each.AGGREGATES, each.UPCASTS) for each in modules)


REVISIONS = load_revisions()
CURRENT = REVISIONS[-1].id if REVISIONS else FIRST
"""The revision of the events that are written now."""


def names_of(aggregate: str, revisions: tuple[Revision, ...] = REVISIONS) -> tuple[str, ...]:
    """Return what a kind of entity is called, and what it was called before."""
    names = [aggregate]
    for revision in reversed(revisions):
        names += [old for old, new in revision.aggregates.items() if new == names[-1]]
    return tuple(names)


def upcast(event: StoredEvent, revisions: tuple[Revision, ...] = REVISIONS) -> StoredEvent | None:
    """Return the event as of today; None if the entity is of a kind that there is no more.

    What another branch's revision of the same number did is done too: both are part of today's data.
    """
    number = event.revision.partition("_")[0]
    for revision in revisions:
        if revision.number < number or revision.id == event.revision:
            continue
        data = dict(event.data)
        if event.aggregate in revision.upcasts:
            revision.upcasts[event.aggregate](event, data)
        aggregate = revision.aggregates.get(event.aggregate, event.aggregate)
        if aggregate is None:
            return None
        event = replace(event, aggregate=aggregate, data=data)
    return event
