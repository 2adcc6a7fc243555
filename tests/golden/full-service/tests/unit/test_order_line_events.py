import pytest

from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.events import OrderLineChanged, OrderLineCreated, OrderLineRemoved
from full_service.models.identifiers import new_id
from full_service.models.order_line import OrderLineCreate, OrderLinePatch
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
def service(storage: FakeStorage) -> OrderLineService:
    return OrderLineService(storage)


async def test_each_change_is_told(service: OrderLineService, storage: FakeStorage) -> None:
    made = await service.create(NEW)
    changed = await service.update(made.id, PATCH, ANY)
    await service.delete(made.id, ANY)
    told = [
        OrderLineCreated.of(made),
        OrderLineChanged.of(changed),
        OrderLineRemoved(id=changed.id, version=changed.version),
    ]
    assert storage.outbox.events == told


async def test_what_changes_nothing_is_not_told(
    service: OrderLineService, storage: FakeStorage
) -> None:
    key = IdempotencyKey("scope", "digest")
    made = await service.create(NEW, key)
    await service.create(NEW, key)
    await service.update(made.id, OrderLinePatch(), ANY)
    assert [type(event) for event in storage.outbox.events] == [OrderLineCreated]
