import pytest

from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage
from user_service.models.base import changes_by
from user_service.models.concurrency import ExpectedVersion, IdempotencyKey
from user_service.models.errors import (
    IdempotencyKeyReusedError,
    NotFoundError,
    VersionMismatchError,
)
from user_service.models.identifiers import UserId, new_id
from user_service.models.user import User, UserCreate, UserPatch, UserQuery
from user_service.services.user import UserService

SAMPLE = SAMPLES["user"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = UserCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = UserPatch.model_validate(SAMPLE.changes)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def service(storage: FakeStorage) -> UserService:
    return UserService(storage)


@pytest.fixture
async def made(service: UserService) -> User:
    return await service.create(NEW)


async def test_made_is_found(service: UserService, made: User) -> None:
    assert await service.get(made.id) == made
    assert (await service.page(UserQuery())).items == [made]


async def test_key_makes_one(service: UserService, storage: FakeStorage) -> None:
    key = IdempotencyKey("scope", "digest")
    assert await service.create(NEW, key) == await service.create(NEW, key)
    assert len(storage.users.stored) == 1


async def test_key_serves_one_body(service: UserService, storage: FakeStorage) -> None:
    await service.create(NEW, IdempotencyKey("scope", "digest"))
    with pytest.raises(IdempotencyKeyReusedError):
        await service.create(NEW, IdempotencyKey("scope", "another digest"))
    assert len(storage.users.stored) == 1


async def test_update_changes_what_the_patch_names(service: UserService, made: User) -> None:
    changed = await service.update(made.id, PATCH, ExpectedVersion(frozenset({1})))
    assert changed.version == 2
    assert changes_by(PATCH, changed) == {}


async def test_update_to_what_is_already_changes_nothing(service: UserService, made: User) -> None:
    changed = await service.update(made.id, PATCH, ANY)
    assert await service.update(made.id, PATCH, ANY) == changed
    unchanged = await service.update(made.id, UserPatch(), ANY)
    assert unchanged == changed


async def test_another_version_is_left_alone(service: UserService, made: User) -> None:
    other = ExpectedVersion(frozenset({2}))
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, other)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, other)
    assert await service.get(made.id) == made


async def test_change_that_comes_too_late(
    service: UserService, storage: FakeStorage, made: User
) -> None:
    storage.users.overtaken = True
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, ANY)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, ANY)


async def test_deleted_is_gone(service: UserService, made: User) -> None:
    await service.delete(made.id, ANY)
    with pytest.raises(NotFoundError):
        await service.get(made.id)


async def test_nothing_to_change(service: UserService) -> None:
    unknown = UserId(new_id())
    with pytest.raises(NotFoundError):
        await service.update(unknown, PATCH, ANY)
    with pytest.raises(NotFoundError):
        await service.delete(unknown, ANY)
