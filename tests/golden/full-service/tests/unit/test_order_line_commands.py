import pytest

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.errors import NotFoundError, VersionMismatchError
from full_service.models.identifiers import new_id
from full_service.models.order_line import (
    OrderLine,
    OrderLineCreate,
    OrderLinePatch,
    OrderLineQuery,
)
from full_service.models.order_line_commands import (
    ChangeOrderLine,
    CreateOrderLine,
    RemoveOrderLine,
)
from full_service.models.order_line_queries import GetOrderLine, ListOrderLines
from full_service.services.all_commands import COMMANDS, carry_out
from full_service.services.all_queries import QUERIES
from full_service.services.buses import CommandBus, QueryBus
from full_service.services.joined_storage import JoinedStorage
from full_service.services.order_line import OrderLineService
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

SAMPLE = SAMPLES["order_line"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = OrderLineCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = OrderLinePatch.model_validate(SAMPLE.changes)


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
async def made(commands: CommandBus) -> OrderLine:
    return await commands.send(CreateOrderLine(NEW))


async def test_made_is_shown(queries: QueryBus, made: OrderLine) -> None:
    assert await queries.ask(GetOrderLine(made.id)) == made
    page = await queries.ask(ListOrderLines(OrderLineQuery()))
    assert page.items == [made]


async def test_key_makes_one(commands: CommandBus, storage: FakeStorage) -> None:
    command = CreateOrderLine(NEW, IdempotencyKey("scope", "digest"))
    assert await commands.send(command) == await commands.send(command)
    assert len(storage.order_lines.stored) == 1


async def test_changed_is_answered(commands: CommandBus, made: OrderLine) -> None:
    changed = await commands.send(ChangeOrderLine(made.id, PATCH, ANY))
    assert changed.version == made.version + 1
    assert changes_by(PATCH, changed) == {}


async def test_another_version_is_left_alone(
    commands: CommandBus, queries: QueryBus, made: OrderLine
) -> None:
    other = ExpectedVersion(frozenset({made.version + 1}))
    with pytest.raises(VersionMismatchError):
        await commands.send(ChangeOrderLine(made.id, PATCH, other))
    with pytest.raises(VersionMismatchError):
        await commands.send(RemoveOrderLine(made.id, other))
    assert await queries.ask(GetOrderLine(made.id)) == made


async def test_removed_is_gone(commands: CommandBus, queries: QueryBus, made: OrderLine) -> None:
    await commands.send(RemoveOrderLine(made.id, ANY))
    with pytest.raises(NotFoundError):
        await queries.ask(GetOrderLine(made.id))


async def test_part_of_another_unit_of_work(storage: FakeStorage) -> None:
    async with storage.write() as work:
        made = await carry_out(CreateOrderLine(NEW), work)
        service = OrderLineService(JoinedStorage(work))
        assert await service.get(made.id) == made
    assert storage.order_lines.stored == {made.id: made}
