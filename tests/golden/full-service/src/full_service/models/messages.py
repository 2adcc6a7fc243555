"""Events in their envelopes: the attributes of CloudEvents 1.0, and what caused what."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel
from structlog.contextvars import get_contextvars

from full_service.models.identifiers import new_id

SOURCE = "full-service"
"""What other services know this one by."""

SPECIFICATION = "1.0"
CONTENT_TYPE = "application/json"
MAX_ID = 200


class PublishedEvent(BaseModel, frozen=True):
    """A fact that this service tells others. Its JSON is the data of a message."""

    TYPE: ClassVar[str]
    SUBJECT: ClassVar[str | None] = None
    """The field with the id of what it is about: events about one subject stay in order."""

    @classmethod
    def of(cls, resource: BaseModel) -> Self:
        """Tell of a resource what the event has fields for."""
        return cls.model_validate(resource, from_attributes=True)

    def trace_parent(self, event_id: str) -> str | None:  # noqa: ARG002 - for events with a trace
        """Return the trace that it belongs to, as W3C's Trace Context writes it; none, as a rule."""
        return None


class InvalidMessageError(Exception):
    """A message lacks what every event has."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of an event beside its data."""

    id: str
    """Unique among the events of its source."""
    source: str
    type: str
    time: datetime
    subject: str
    correlation_id: str
    """The same for all that one request leads to, in whatever service."""
    causation_id: str | None = None
    """The event that led to this one."""
    trace_parent: str | None = None
    """The trace that it belongs to, as W3C's Trace Context writes it."""

    @classmethod
    def around(cls, event: PublishedEvent) -> "Envelope":
        """Put an event into an envelope; what is handled now has caused it."""
        own = str(new_id())
        cause = _cause.get()
        return cls(
            id=own,
            source=SOURCE,
            type=event.TYPE,
            time=datetime.now(UTC),
            subject=str(getattr(event, event.SUBJECT)) if event.SUBJECT else own,
            correlation_id=correlation_id() or own,
            causation_id=cause.id if cause else None,
            trace_parent=event.trace_parent(own),
        )

    @classmethod
    def read(cls, headers: Mapping[str, str]) -> "Envelope":
        """Read the headers of a message; raise `InvalidMessageError` if they are not an event's."""
        if not 0 < len(headers.get("ce_id", "missing")) <= MAX_ID:
            raise InvalidMessageError(f"ce_id does not have from 1 to {MAX_ID} characters")
        try:
            return cls(
                id=headers["ce_id"],
                source=headers["ce_source"],
                type=headers["ce_type"],
                time=datetime.fromisoformat(headers["ce_time"]),
                subject=headers.get("ce_subject", headers["ce_id"]),
                correlation_id=headers.get("ce_correlationid", headers["ce_id"]),
                causation_id=headers.get("ce_causationid"),
                trace_parent=headers.get("traceparent"),
            )
        except KeyError as error:
            raise InvalidMessageError(f"the headers are not an event's: no {error}") from error
        except ValueError as error:
            raise InvalidMessageError(
                "the headers are not an event's: ce_time is no time"
            ) from error

    def headers(self) -> dict[str, str]:
        """Write the headers of a message, as the bindings of CloudEvents name them."""
        headers = {
            "content-type": CONTENT_TYPE,
            "ce_specversion": SPECIFICATION,
            "ce_id": self.id,
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_time": self.time.isoformat(),
            "ce_subject": self.subject,
            "ce_correlationid": self.correlation_id,
        }
        if self.causation_id is not None:
            headers["ce_causationid"] = self.causation_id
        if self.trace_parent is not None:
            headers["traceparent"] = self.trace_parent
        return headers


_cause: ContextVar[Envelope | None] = ContextVar("cause", default=None)


@contextmanager
def caused_by(envelope: Envelope) -> Iterator[None]:
    """Let events that are made in the block name this one as their cause."""
    token = _cause.set(envelope)
    try:
        yield
    finally:
        _cause.reset(token)


def correlation_id() -> str | None:
    """Return what started all that is going on now: an event that is handled, or a request."""
    cause = _cause.get()
    return cause.correlation_id if cause else get_contextvars().get("request_id")


@dataclass(frozen=True, slots=True)
class Message:
    """What a broker carries."""

    key: str
    """Messages of one key stay in order."""
    headers: Mapping[str, str]
    body: bytes
    destination: str | None = None
    """Where to, if not to where the events of this service go."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be handled, or not be sent."""

    id: UUID
    message: Message
    reason: str
    failed_at: datetime
