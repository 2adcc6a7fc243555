"""What commands and queries are: each says in its type what it is answered with."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, NamedTuple, Self, TypeVar

from full_service.models.concurrency import IdempotencyKey

AnswerT = TypeVar("AnswerT")
ContextT = TypeVar("ContextT")


class Handling(NamedTuple, Generic[ContextT]):
    """Who handles one kind of command or query, and what that needs beside it."""

    kind: type["BusMessage[Any]"]
    handle: Callable[[Any, ContextT], Awaitable[Any]]


class BusMessage(Generic[AnswerT]):
    """Asks for something; the answer is an `AnswerT`."""

    @classmethod
    def handled_by(
        cls, handle: Callable[[Self, ContextT], Awaitable[AnswerT]]
    ) -> Handling[ContextT]:
        """Say who handles messages of this kind, and answers with what it says."""
        return Handling(cls, handle)


class Command(BusMessage[AnswerT]):
    """Asks for a change."""

    key: IdempotencyKey | None = None
    """Names the attempt, where a second one is to be answered like the first."""


class Query(BusMessage[AnswerT]):
    """Asks what there is, and changes nothing."""
