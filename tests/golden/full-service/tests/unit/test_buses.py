"""The buses: each message gets to who handles it, with all that stands around it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import pytest
from structlog.testing import capture_logs

from full_service.models.concurrency import IdempotencyKey
from full_service.models.cqrs import BusMessage, Command, Query
from full_service.models.errors import RequestInProgressError
from full_service.services.all_commands import COMMANDS, carry_out
from full_service.services.all_queries import QUERIES
from full_service.services.behaviours import logged
from full_service.services.buses import CommandBus, Handlers, QueryBus
from full_service.services.ports import Storage, UnitOfWork
from tests.unit.fakes import FakeStorage

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class Counted(Command[int]):
    """What commands have in common needs no handler."""

    number: int


@dataclass(frozen=True)
class Double(Counted):
    key: IdempotencyKey | None = None


@dataclass(frozen=True)
class Refuse(Command[None]):
    pass


@dataclass(frozen=True)
class Count(Query[str]):
    things: int


class RecordingStorage(FakeStorage):
    """Notes how units of work begin and end."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    @asynccontextmanager
    async def write(self, key: IdempotencyKey | None = None) -> AsyncIterator["RecordingStorage"]:
        self.seen.append(key)
        try:
            yield self
        except RequestInProgressError:
            self.seen.append("rolled back")
            raise
        self.seen.append("committed")


async def double(command: Double, work: UnitOfWork) -> int:
    assert isinstance(work, RecordingStorage)
    work.seen.append("doubled")
    return command.number * 2


async def refuse(_command: Refuse, _work: UnitOfWork) -> None:
    raise RequestInProgressError


async def count(query: Count, _storage: Storage) -> str:
    return f"{query.things} things"


HANDLERS = Handlers(Double.handled_by(double), Refuse.handled_by(refuse))


@pytest.fixture
def storage() -> RecordingStorage:
    return RecordingStorage()


async def test_command_has_one_unit_of_work(storage: RecordingStorage) -> None:
    key = IdempotencyKey("scope", "digest")
    doubled: int = await CommandBus(storage, HANDLERS).send(Double(21, key))
    assert doubled == 42
    assert storage.seen == [key, "doubled", "committed"]


async def test_command_that_raises_is_rolled_back(storage: RecordingStorage) -> None:
    with pytest.raises(RequestInProgressError):
        await CommandBus(storage, HANDLERS).send(Refuse())
    assert storage.seen == [None, "rolled back"]


async def test_query_has_no_unit_of_work_of_a_command(storage: RecordingStorage) -> None:
    counted: str = await QueryBus(storage, Handlers(Count.handled_by(count))).ask(Count(3))
    assert counted == "3 things"
    assert storage.seen == []


async def test_behaviours_stand_around_the_unit_of_work(storage: RecordingStorage) -> None:
    async def outer(
        message: BusMessage[AnswerT], proceed: Callable[[], Awaitable[AnswerT]]
    ) -> AnswerT:
        storage.seen.append(f"before {type(message).__name__}")
        answer = await proceed()
        storage.seen.append("after")
        return answer

    async def inner(
        message: BusMessage[AnswerT],  # noqa: ARG001
        proceed: Callable[[], Awaitable[AnswerT]],
    ) -> AnswerT:
        storage.seen.append("inside")
        return await proceed()

    await CommandBus(storage, HANDLERS, [outer, inner]).send(Double(1))
    expected = ["before Double", "inside", None, "doubled", "committed", "after"]
    assert storage.seen == expected


async def test_log_tells_of_each_command(storage: RecordingStorage) -> None:
    bus = CommandBus(storage, HANDLERS, [logged])
    with capture_logs() as logs:
        await bus.send(Double(1))
        with pytest.raises(RequestInProgressError):
            await bus.send(Refuse())
    told = [(line["event"], line["name"], line["outcome"]) for line in logs]
    assert told == [("command", "Double", "done"), ("command", "Refuse", "RequestInProgressError")]
    assert all(line["duration_ms"] >= 0 for line in logs)


def test_second_handler_is_refused() -> None:
    with pytest.raises(TypeError, match="two handle Double"):
        Handlers(Double.handled_by(double), Double.handled_by(double))


def test_missing_handler_is_refused() -> None:
    assert HANDLERS.complete(Command, __name__) is HANDLERS
    with pytest.raises(TypeError, match="nothing handles Double, Refuse"):
        Handlers[UnitOfWork]().complete(Command, __name__)


async def test_what_nothing_handles_is_refused(storage: RecordingStorage) -> None:
    with pytest.raises(TypeError, match="nothing handles Double"):
        await carry_out(Double(1), storage)


def test_all_of_the_service_are_handled() -> None:
    assert COMMANDS.complete(Command) is COMMANDS
    assert QUERIES.complete(Query) is QUERIES
