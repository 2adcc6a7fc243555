import asyncio
import time
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.models.read_models import ChangeNotFollowedError, ReadModelBehindError
from full_service.services import projector
from full_service.services.background import running
from full_service.services.projector import Projector
from tests.unit.fakes import FakeStorage

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def own(storage: FakeStorage) -> Projector:
    return Projector(storage)


async def test_all_is_followed_in_order(
    storage: FakeStorage, own: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "BATCH", 2)
    for position in range(1, 6):
        storage.read_models.change("lists", position)
    await own.follow("lists")
    assert storage.read_models.followed == [1, 2, 3, 4, 5]
    await own.check()


async def test_what_cannot_be_shown_stops_its_read_model_there(
    storage: FakeStorage, own: Projector
) -> None:
    for position in (1, 2, 3):
        storage.read_models.change("lists", position)
    storage.read_models.broken = {2}
    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(ChangeNotFollowedError, match="not available"):
                await own.follow("lists")
    assert storage.read_models.followed == [1]
    stopped = [each for each in logs if each["event"] == "read model stopped"]
    assert [each["name"] for each in stopped] == ["lists"] * 3, "each has another resource"
    assert "stopped at change 2" in stopped[0]["reason"]
    assert "no such colour" in stopped[0]["reason"]
    with pytest.raises(UnhealthyError, match="lists stopped: 2 changes wait"):
        await own.check()
    storage.read_models.broken = set()
    await own.follow("lists")
    assert storage.read_models.followed == [1, 2, 3]
    await own.check()


async def test_one_that_fails_holds_up_no_other(
    storage: FakeStorage, own: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.read_models.change("broken", 1)
    storage.read_models.change("lists", 2)
    storage.read_models.broken = {1}
    await own.follow_all()
    assert storage.read_models.followed == [2]
    storage.read_models.broken = set()
    await own.follow_all()
    assert storage.read_models.followed == [2], "it is not tried again at once"
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    await own.follow_all()
    assert storage.read_models.followed == [2, 1]


async def test_late_change_is_worth_a_word(storage: FakeStorage, own: Projector) -> None:
    storage.read_models.change("lists", 1)
    await own.check()
    storage.read_models.change("lists", 2, LONG_AGO)
    with pytest.raises(UnhealthyError, match="lists is behind: 2 changes wait, the oldest for"):
        await own.check()


async def test_read_waits_for_what_it_asks_for(storage: FakeStorage, own: Projector) -> None:
    storage.read_models.change("lists", 7)
    await own.wait_for("lists", 6, 0)
    await own.wait_for("others", 7, 0)
    with pytest.raises(ReadModelBehindError):
        await own.wait_for("lists", 7, 0.02)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(own.wait_for("lists", 7, 5))
        await asyncio.sleep(0.02)
        await own.follow_all()


async def test_read_does_not_wait_for_what_has_stopped(
    storage: FakeStorage, own: Projector
) -> None:
    storage.read_models.change("lists", 1)
    storage.read_models.broken = {1}
    await own.follow_all()
    async with asyncio.timeout(5):
        with pytest.raises(ReadModelBehindError):
            await own.wait_for("lists", 1, 60)


async def test_it_runs_until_it_is_stopped(
    storage: FakeStorage, own: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "POLL_SECONDS", 0.01)
    faults: list[Exception] = [UnavailableError("database"), RuntimeError("a bug")]
    waiting = storage.read_models.waiting

    async def fail() -> list[str]:
        if faults:
            raise faults.pop(0)
        return list(await waiting())

    monkeypatch.setattr(storage.read_models, "waiting", fail)
    storage.read_models.change("lists", 1)
    prepared = asyncio.get_running_loop().create_future()
    with capture_logs() as logs:
        async with asyncio.timeout(5), running(own.run(prepared)):
            await asyncio.sleep(0.01)
            assert faults
            prepared.set_result(None)
            await storage.read_models.some_followed.wait()
            monkeypatch.setattr(projector, "POLL_SECONDS", 60)
            storage.read_models.some_followed.clear()
            storage.read_models.change("lists", 2)
            own.wake()
            await storage.read_models.some_followed.wait()
    assert storage.read_models.followed == [1, 2]
    assert [each["event"] for each in logs] == ["read models wait", "read models cannot follow"]
