"""Commands on a database: what belongs together is committed together, or not at all."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from full_service.config import Settings
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.cqrs import Command
from full_service.models.customer import Customer, CustomerCreate, CustomerQuery
from full_service.models.customer_commands import CreateCustomer, RemoveCustomer
from full_service.models.errors import VersionMismatchError
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services.all_commands import COMMANDS, carry_out
from full_service.services.buses import CommandBus, Handlers
from full_service.services.ports import UnitOfWork
from tests.caches import new_cache
from tests.samples import SAMPLES

NEW = CustomerCreate.model_validate(SAMPLES["customer"].new(1))
ANY = ExpectedVersion(None)


@dataclass(frozen=True)
class Replace(Command[None]):
    """Remove one that may be made anew, as a reaction or a command of your own does."""

    expected: ExpectedVersion


async def replace(command: Replace, work: UnitOfWork) -> None:
    made = await carry_out(CreateCustomer(NEW), work)
    await carry_out(RemoveCustomer(made.id, command.expected), work)


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


@pytest.fixture
def commands(storage: SqlStorage) -> CommandBus:
    return CommandBus(storage, COMMANDS)


async def stored(storage: SqlStorage) -> list[Customer]:
    """Return what a command sees: read models may come later."""
    async with storage.write() as work:
        page = await work.customers.page(CustomerQuery())
    return page.items


async def test_made_is_there_until_it_is_removed(commands: CommandBus, storage: SqlStorage) -> None:
    made = await commands.send(CreateCustomer(NEW))
    assert await stored(storage) == [made]
    await commands.send(RemoveCustomer(made.id, ExpectedVersion(frozenset({made.version}))))
    assert await stored(storage) == []


async def test_key_makes_one(commands: CommandBus, storage: SqlStorage) -> None:
    command = CreateCustomer(NEW, IdempotencyKey("scope", "digest"))
    made = await commands.send(command)
    assert await commands.send(command) == made
    assert await stored(storage) == [made]


async def test_commands_of_one_unit_of_work_end_together(storage: SqlStorage) -> None:
    bus = CommandBus(storage, Handlers(Replace.handled_by(replace)))
    with pytest.raises(VersionMismatchError):
        await bus.send(Replace(ExpectedVersion(frozenset({2}))))
    assert await stored(storage) == []
    await bus.send(Replace(ANY))
    assert await stored(storage) == []
