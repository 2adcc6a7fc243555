import pytest

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.customer import Customer, CustomerCreate, CustomerPatch, CustomerQuery
from full_service.models.customer_commands import ChangeCustomer, CreateCustomer, RemoveCustomer
from full_service.models.customer_queries import GetCustomer, ListCustomers
from full_service.models.errors import NotFoundError, VersionMismatchError
from full_service.models.identifiers import new_id
from full_service.services.all_commands import COMMANDS, carry_out
from full_service.services.all_queries import QUERIES
from full_service.services.buses import CommandBus, QueryBus
from full_service.services.customer import CustomerService
from full_service.services.joined_storage import JoinedStorage
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

SAMPLE = SAMPLES["customer"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = CustomerCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = CustomerPatch.model_validate(SAMPLE.changes)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def commands(storage: FakeStorage) -> CommandBus:
    return CommandBus(storage, COMMANDS)


@pytest.fixture
def queries(storage: FakeStorage) -> QueryBus:
    return QueryBus(storage, QUERIES)


@pytest.fixture
async def made(commands: CommandBus) -> Customer:
    return await commands.send(CreateCustomer(NEW))


async def test_made_is_shown(queries: QueryBus, made: Customer) -> None:
    assert await queries.ask(GetCustomer(made.id)) == made
    page = await queries.ask(ListCustomers(CustomerQuery()))
    assert page.items == [made]


async def test_key_makes_one(commands: CommandBus, storage: FakeStorage) -> None:
    command = CreateCustomer(NEW, IdempotencyKey("scope", "digest"))
    assert await commands.send(command) == await commands.send(command)
    assert len(storage.customers.stored) == 1


async def test_changed_is_answered(commands: CommandBus, made: Customer) -> None:
    changed = await commands.send(ChangeCustomer(made.id, PATCH, ANY))
    assert changed.version == made.version + 1
    assert changes_by(PATCH, changed) == {}


async def test_another_version_is_left_alone(
    commands: CommandBus, queries: QueryBus, made: Customer
) -> None:
    other = ExpectedVersion(frozenset({made.version + 1}))
    with pytest.raises(VersionMismatchError):
        await commands.send(ChangeCustomer(made.id, PATCH, other))
    with pytest.raises(VersionMismatchError):
        await commands.send(RemoveCustomer(made.id, other))
    assert await queries.ask(GetCustomer(made.id)) == made


async def test_removed_is_gone(commands: CommandBus, queries: QueryBus, made: Customer) -> None:
    await commands.send(RemoveCustomer(made.id, ANY))
    with pytest.raises(NotFoundError):
        await queries.ask(GetCustomer(made.id))


async def test_part_of_another_unit_of_work(storage: FakeStorage) -> None:
    async with storage.write() as work:
        made = await carry_out(CreateCustomer(NEW), work)
        service = CustomerService(JoinedStorage(work))
        assert await service.get(made.id) == made
    assert storage.customers.stored == {made.id: made}
