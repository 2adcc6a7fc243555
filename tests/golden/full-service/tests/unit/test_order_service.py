import pytest

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.errors import (
    IdempotencyKeyReusedError,
    NotFoundError,
    VersionMismatchError,
)
from full_service.models.identifiers import OrderId, new_id
from full_service.models.order import Order, OrderCreate, OrderPatch, OrderQuery
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


@pytest.fixture
async def made(service: OrderService) -> Order:
    return await service.create(NEW)


async def test_made_is_found(service: OrderService, made: Order) -> None:
    assert await service.get(made.id) == made
    assert (await service.page(OrderQuery())).items == [made]


async def test_key_makes_one(service: OrderService, storage: FakeStorage) -> None:
    key = IdempotencyKey("scope", "digest")
    assert await service.create(NEW, key) == await service.create(NEW, key)
    assert len(storage.orders.stored) == 1


async def test_key_serves_one_body(service: OrderService, storage: FakeStorage) -> None:
    await service.create(NEW, IdempotencyKey("scope", "digest"))
    with pytest.raises(IdempotencyKeyReusedError):
        await service.create(NEW, IdempotencyKey("scope", "another digest"))
    assert len(storage.orders.stored) == 1


async def test_update_changes_what_the_patch_names(service: OrderService, made: Order) -> None:
    changed = await service.update(made.id, PATCH, ExpectedVersion(frozenset({1})))
    assert changed.version == 2
    assert changes_by(PATCH, changed) == {}


async def test_update_to_what_is_already_changes_nothing(
    service: OrderService, made: Order
) -> None:
    changed = await service.update(made.id, PATCH, ANY)
    assert await service.update(made.id, PATCH, ANY) == changed
    unchanged = await service.update(made.id, OrderPatch(), ANY)
    assert unchanged == changed


async def test_another_version_is_left_alone(service: OrderService, made: Order) -> None:
    other = ExpectedVersion(frozenset({2}))
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, other)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, other)
    assert await service.get(made.id) == made


async def test_change_that_comes_too_late(
    service: OrderService, storage: FakeStorage, made: Order
) -> None:
    storage.orders.overtaken = True
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, ANY)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, ANY)


async def test_deleted_is_gone(service: OrderService, made: Order) -> None:
    await service.delete(made.id, ANY)
    with pytest.raises(NotFoundError):
        await service.get(made.id)


async def test_nothing_to_change(service: OrderService) -> None:
    unknown = OrderId(new_id())
    with pytest.raises(NotFoundError):
        await service.update(unknown, PATCH, ANY)
    with pytest.raises(NotFoundError):
        await service.delete(unknown, ANY)
