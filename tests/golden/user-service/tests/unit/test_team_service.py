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
from user_service.models.identifiers import TeamId, new_id
from user_service.models.team import Team, TeamCreate, TeamPatch, TeamQuery
from user_service.services.team import TeamService

SAMPLE = SAMPLES["team"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = TeamCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = TeamPatch.model_validate(SAMPLE.changes)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def service(storage: FakeStorage) -> TeamService:
    return TeamService(storage)


@pytest.fixture
async def made(service: TeamService) -> Team:
    return await service.create(NEW)


async def test_made_is_found(service: TeamService, made: Team) -> None:
    assert await service.get(made.id) == made
    assert (await service.page(TeamQuery())).items == [made]


async def test_key_makes_one(service: TeamService, storage: FakeStorage) -> None:
    key = IdempotencyKey("scope", "digest")
    assert await service.create(NEW, key) == await service.create(NEW, key)
    assert len(storage.teams.stored) == 1


async def test_key_serves_one_body(service: TeamService, storage: FakeStorage) -> None:
    await service.create(NEW, IdempotencyKey("scope", "digest"))
    with pytest.raises(IdempotencyKeyReusedError):
        await service.create(NEW, IdempotencyKey("scope", "another digest"))
    assert len(storage.teams.stored) == 1


async def test_update_changes_what_the_patch_names(service: TeamService, made: Team) -> None:
    changed = await service.update(made.id, PATCH, ExpectedVersion(frozenset({1})))
    assert changed.version == 2
    assert changes_by(PATCH, changed) == {}


async def test_update_to_what_is_already_changes_nothing(service: TeamService, made: Team) -> None:
    changed = await service.update(made.id, PATCH, ANY)
    assert await service.update(made.id, PATCH, ANY) == changed
    unchanged = await service.update(made.id, TeamPatch(), ANY)
    assert unchanged == changed


async def test_another_version_is_left_alone(service: TeamService, made: Team) -> None:
    other = ExpectedVersion(frozenset({2}))
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, other)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, other)
    assert await service.get(made.id) == made


async def test_change_that_comes_too_late(
    service: TeamService, storage: FakeStorage, made: Team
) -> None:
    storage.teams.overtaken = True
    with pytest.raises(VersionMismatchError):
        await service.update(made.id, PATCH, ANY)
    with pytest.raises(VersionMismatchError):
        await service.delete(made.id, ANY)


async def test_deleted_is_gone(service: TeamService, made: Team) -> None:
    await service.delete(made.id, ANY)
    with pytest.raises(NotFoundError):
        await service.get(made.id)


async def test_nothing_to_change(service: TeamService) -> None:
    unknown = TeamId(new_id())
    with pytest.raises(NotFoundError):
        await service.update(unknown, PATCH, ANY)
    with pytest.raises(NotFoundError):
        await service.delete(unknown, ANY)
