"""How a command and a query get to who handles them: by their type, in this process."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from full_service.models.cqrs import BusMessage, Command, Handling, Query
from full_service.services.ports import Storage, UnitOfWork

AnswerT = TypeVar("AnswerT")
ContextT = TypeVar("ContextT")

PACKAGE = __name__.partition(".")[0]


class Behaviour(Protocol):
    """What happens around each message, such as a line in the log."""

    async def __call__(
        self, message: BusMessage[AnswerT], proceed: Callable[[], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Have the message handled, and return the answer."""
        ...


class Handlers(Generic[ContextT]):
    """Who handles each kind of message; each has one."""

    def __init__(self, *handlings: Handling[ContextT]) -> None:
        """Raise `TypeError` where two handle the same kind."""
        self._handlers: dict[type[BusMessage[Any]], Callable[[Any, ContextT], Awaitable[Any]]] = {}
        for kind, handle in handlings:
            if kind in self._handlers:
                raise TypeError(f"two handle {kind.__name__}")
            self._handlers[kind] = handle

    async def handle(self, message: BusMessage[AnswerT], context: ContextT) -> AnswerT:
        """Hand a message to who handles it, and return the answer."""
        handle = self._handlers.get(type(message))
        if handle is None:
            raise TypeError(f"nothing handles {type(message).__name__}")
        return cast("AnswerT", await handle(message, context))

    def complete(self, base: type[BusMessage[Any]], package: str = PACKAGE) -> Self:
        """Return these; raise `TypeError` where a kind of the service's own is handled by nothing."""
        missing = [
            kind.__name__
            for kind in _kinds_of(base)
            if kind not in self._handlers and f"{kind.__module__}.".startswith(f"{package}.")
        ]
        if missing:
            raise TypeError(f"nothing handles {', '.join(sorted(missing))}")
        return self


class CommandBus:
    """Carries out commands, each in a unit of work of its own."""

    def __init__(
        self,
        storage: Storage,
        handlers: Handlers[UnitOfWork],
        behaviours: Sequence[Behaviour] = (),
    ) -> None:
        """Put behaviours around each command, the first one outermost."""
        self._storage = storage
        self._handlers = handlers
        self._behaviours = behaviours

    async def send(self, command: Command[AnswerT]) -> AnswerT:
        """Carry out a command; it is committed when this returns, or nothing is if it raises."""
        return await _through(self._behaviours, command, partial(self._commit, command))

    async def _commit(self, command: Command[AnswerT]) -> AnswerT:
        async with self._storage.write(command.key) as work:
            return await self._handlers.handle(command, work)


class QueryBus:
    """Answers queries."""

    def __init__(
        self,
        storage: Storage,
        handlers: Handlers[Storage],
        behaviours: Sequence[Behaviour] = (),
    ) -> None:
        """Put behaviours around each query, the first one outermost."""
        self._storage = storage
        self._handlers = handlers
        self._behaviours = behaviours

    async def ask(self, query: Query[AnswerT]) -> AnswerT:
        """Answer a query."""
        handle = partial(self._handlers.handle, query, self._storage)
        return await _through(self._behaviours, query, handle)


async def _through(
    behaviours: Sequence[Behaviour],
    message: BusMessage[AnswerT],
    handle: Callable[[], Awaitable[AnswerT]],
) -> AnswerT:
    for behaviour in reversed(behaviours):
        handle = partial(behaviour, message, handle)
    return await handle()


def _kinds_of(base: type[BusMessage[Any]]) -> Iterator[type[BusMessage[Any]]]:
    """Give what is derived from a class, but for what others are derived from."""
    for kind in base.__subclasses__():
        if kind.__subclasses__():
            yield from _kinds_of(kind)
        else:
            yield kind
