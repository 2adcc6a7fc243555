import pytest

from minimal_service.models.base import changes_by
from minimal_service.models.concurrency import ExpectedVersion, IdempotencyKey
from minimal_service.models.errors import (
    IdempotencyKeyReusedError,
    NotFoundError,
    VersionMismatchError,
)
from minimal_service.models.identifiers import MinimalId, new_id
from minimal_service.models.minimal import Minimal, MinimalCreate, MinimalPatch, MinimalQuery
from minimal_service.services.minimal import MinimalService
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

SAMPLE = SAMPLES["minimal"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = MinimalCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = MinimalPatch.model_validate(SAMPLE.changes)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def service(storage: FakeStorage) -> MinimalService:
    return MinimalService(storage)


@pytest.fixture
async def made(service: MinimalService) -> Minimal:
    return await service.create(NEW)


async def test_made_is_found(service: MinimalService, made: Minimal) -> None:
    assert await service.get(made.id) == made
    assert (await service.page(MinimalQuery())).items == [made]


async def test_key_makes_one(service: MinimalService, storage: FakeStorage) -> None:
    key = IdempotencyKey("scope", "digest")
    assert await service.create(NEW, key) == await service.create(NEW, key)
    assert len(storage.minimals.stored) == 1


async def test_key_serves_one_body(service: MinimalService, storage: FakeStorage) -> None:
    await service.create(NEW, IdempotencyKey("scope", "digest"))
    with pytest.raises(IdempotencyKeyReusedError):
        await service.create(NEW, IdempotencyKey("scope", "another digest"))
    assert len(storage.minimals.stored) == 1


async def test_update_changes_what_the_patch_names(service: MinimalService, made: Minimal) -> None:
    changed = await service.update(made.id, PATCH, ExpectedVersion(frozenset({1})))
    assert changed.version == 2
    assert changes_by(PATCH, changed) == {}


async def test_update_to_what_is_already_changes_nothing(
    service: MinimalService, made: Minimal
) -> None:
    changed = await service.update(made.id, PATCH, ANY)
    assert await service.update(made.id, PATCH, ANY) == changed
    unchanged = await service.update(made.id, MinimalPatch(), ANY)
    assert unchanged == changed


async def test_another_version_is_left_alone(service: MinimalService, made: Minimal) -> None:
    other = ExpectedVersion(frozenset({2}))
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, other)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, other)
    assert await service.get(made.id) == made


async def test_change_that_comes_too_late(
    service: MinimalService, storage: FakeStorage, made: Minimal
) -> None:
    storage.minimals.overtaken = True
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, ANY)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, ANY)


async def test_deleted_is_gone(service: MinimalService, made: Minimal) -> None:
    await service.delete(made.id, ANY)
    with pytest.raises(NotFoundError):
        await service.get(made.id)


async def test_nothing_to_change(service: MinimalService) -> None:
    unknown = MinimalId(new_id())
    with pytest.raises(NotFoundError):
        await service.update(unknown, PATCH, ANY)
    with pytest.raises(NotFoundError):
        await service.delete(unknown, ANY)
