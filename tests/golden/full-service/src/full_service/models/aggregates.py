"""Entities as the sum of what happened to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import ValidationError

from full_service.models.base import BaseResource
from full_service.models.errors import UnavailableError
from full_service.models.wording import message

Kind = Literal["created", "changed", "removed", "snapshot"]

ResourceT = TypeVar("ResourceT", bound=BaseResource)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """What happened to one entity: a fact, which nothing changes any more.

    A snapshot is no event, but is read as one: it says what all events until then made.
    """

    position: int
    """Rises through the whole store; of a snapshot, that of no event."""
    aggregate: str
    """The class of the entity."""
    aggregate_id: UUID
    version: int
    """Counts the events of one entity; the entity has the version of its last one."""
    kind: Kind
    revision: str
    """The revision of the data whose names and types the event has."""
    data: Mapping[str, Any]
    """The fields as JSON: all of a new entity, and those that a change is about."""
    recorded_at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether it has every field."""
        return self.kind in {"created", "snapshot"}


class EventError(ValueError):
    """An event does not make what the code takes for an entity."""

    def __init__(self, event: StoredEvent, error: ValidationError) -> None:
        place = f"event {event.position} ({event.aggregate} {event.aggregate_id}, version "
        told = "; ".join(f"{each['loc'][0]}: {message(each)}" for each in error.errors())
        super().__init__(f"{place}{event.version}, {event.kind}) cannot be applied: {told}")


class UnreadableEventError(UnavailableError):
    """An entity cannot be made of its events: the cause says which one, and why."""

    @property
    def reason(self) -> str:
        """What an operator should know, and no client."""
        return str(self.__cause__)


class Aggregate(Generic[ResourceT]):
    """One entity, as its events have made it so far."""

    def __init__(self, model: type[ResourceT], events: Iterable[StoredEvent] = ()) -> None:
        self._model = model
        self._values: dict[str, Any] = {}
        self._last: StoredEvent | None = None
        for event in events:
            self.apply(event)

    def apply(self, event: StoredEvent) -> None:
        """Let one more event have happened."""
        if event.kind == "removed":
            self._values = {}
        elif event.is_whole:
            self._values = dict(event.data)
        else:
            self._values |= event.data
        self._last = event

    @property
    def state(self) -> ResourceT | None:
        """The entity; None before it was created, and when it was removed.

        Raises `UnreadableEventError` where that is no entity as the code knows them: a later
        release has written an event beside this one, or no upcast brings an old one to today's form.
        """
        last = self._last
        if last is None or last.kind == "removed":
            return None
        values = {**self._values, "id": last.aggregate_id, "version": last.version}
        try:
            return self._model.model_validate(values)
        except ValidationError as error:
            raise UnreadableEventError("database") from EventError(last, error)
