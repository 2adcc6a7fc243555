import pytest

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.errors import (
    IdempotencyKeyReusedError,
    NotFoundError,
    VersionMismatchError,
)
from full_service.models.identifiers import OrderLineId, new_id
from full_service.models.order_line import (
    OrderLine,
    OrderLineCreate,
    OrderLinePatch,
    OrderLineQuery,
)
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


@pytest.fixture
async def made(service: OrderLineService) -> OrderLine:
    return await service.create(NEW)


async def test_made_is_found(service: OrderLineService, made: OrderLine) -> None:
    assert await service.get(made.id) == made
    assert (await service.page(OrderLineQuery())).items == [made]


async def test_key_makes_one(service: OrderLineService, storage: FakeStorage) -> None:
    key = IdempotencyKey("scope", "digest")
    assert await service.create(NEW, key) == await service.create(NEW, key)
    assert len(storage.order_lines.stored) == 1


async def test_key_serves_one_body(service: OrderLineService, storage: FakeStorage) -> None:
    await service.create(NEW, IdempotencyKey("scope", "digest"))
    with pytest.raises(IdempotencyKeyReusedError):
        await service.create(NEW, IdempotencyKey("scope", "another digest"))
    assert len(storage.order_lines.stored) == 1


async def test_update_changes_what_the_patch_names(
    service: OrderLineService, made: OrderLine
) -> None:
    changed = await service.update(made.id, PATCH, ExpectedVersion(frozenset({1})))
    assert changed.version == 2
    assert changes_by(PATCH, changed) == {}


async def test_update_to_what_is_already_changes_nothing(
    service: OrderLineService, made: OrderLine
) -> None:
    changed = await service.update(made.id, PATCH, ANY)
    assert await service.update(made.id, PATCH, ANY) == changed
    unchanged = await service.update(made.id, OrderLinePatch(), ANY)
    assert unchanged == changed


async def test_another_version_is_left_alone(service: OrderLineService, made: OrderLine) -> None:
    other = ExpectedVersion(frozenset({2}))
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, other)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, other)
    assert await service.get(made.id) == made


async def test_change_that_comes_too_late(
    service: OrderLineService, storage: FakeStorage, made: OrderLine
) -> None:
    storage.order_lines.overtaken = True
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, ANY)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, ANY)


async def test_deleted_is_gone(service: OrderLineService, made: OrderLine) -> None:
    await service.delete(made.id, ANY)
    with pytest.raises(NotFoundError):
        await service.get(made.id)


async def test_nothing_to_change(service: OrderLineService) -> None:
    unknown = OrderLineId(new_id())
    with pytest.raises(NotFoundError):
        await service.update(unknown, PATCH, ANY)
    with pytest.raises(NotFoundError):
        await service.delete(unknown, ANY)
