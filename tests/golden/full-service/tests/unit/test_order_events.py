import pytest

from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.events import OrderChanged, OrderCreated, OrderRemoved
from full_service.models.identifiers import new_id
from full_service.models.order import OrderCreate, OrderPatch
from full_service.services.order import OrderService
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

SAMPLE = SAMPLES["order"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = OrderCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = OrderPatch.model_validate(SAMPLE.changes)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def service(storage: FakeStorage) -> OrderService:
    return OrderService(storage)


async def test_each_change_is_told(service: OrderService, storage: FakeStorage) -> None:
    made = await service.create(NEW)
    changed = await service.update(made.id, PATCH, ANY)
    await service.delete(made.id, ANY)
    told = [
        OrderCreated.of(made),
        OrderChanged.of(changed),
        OrderRemoved(id=changed.id, version=changed.version),
    ]
    assert storage.outbox.events == told


async def test_what_changes_nothing_is_not_told(
    service: OrderService, storage: FakeStorage
) -> None:
    key = IdempotencyKey("scope", "digest")
    made = await service.create(NEW, key)
    await service.create(NEW, key)
    await service.update(made.id, OrderPatch(), ANY)
    assert [type(event) for event in storage.outbox.events] == [OrderCreated]
