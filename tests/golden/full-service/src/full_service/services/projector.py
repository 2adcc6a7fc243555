"""The read models follow the changes."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.models.read_models import ChangeNotFollowedError, ReadModelBehindError
from full_service.services.ports import Storage

BATCH = 200
POLL_SECONDS = 1.0
"""How soon to look for changes that another process has stored, and left."""
MAX_PAUSE_SECONDS = 30.0
LOOK_SECONDS = 0.005
"""How soon to look again whether a read model has come far enough; twice as long each time."""
LATE_SECONDS = 30
"""From when on a change that waits is worth a word."""

log = structlog.get_logger(__name__)


class Projector:
    """Lets the read models follow the changes. One that cannot go on stops; the others do not."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.faults: dict[str, ChangeNotFollowedError] = {}
        """Why read models have stopped, by their names."""
        self._pauses: dict[str, tuple[float, float]] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Follow now: something was committed."""
        self._woken.set()

    async def run(self, prepared: asyncio.Future[None]) -> None:
        """Follow what is committed, here or by another process, once the database is prepared."""
        await asyncio.wait([prepared])
        while True:
            self._woken.clear()
            try:
                await self.follow_all()
            except UnavailableError as error:
                log.warning("read models wait", cause=error.reason)
            except Exception:
                log.exception("read models cannot follow")
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()

    async def follow_all(self) -> None:
        """Let each read model that is behind follow, unless it has just failed."""
        async with self._storage.read() as work:
            names = await work.read_models.waiting()
        for name in names:
            since, pause = self._pauses.get(name, (0.0, 0.0))
            if time.monotonic() - since >= pause:
                await self._try(name, pause)

    async def wait_for(self, name: str, position: int, seconds: float) -> None:
        """Wait until a read model has come to a position, or raise `ReadModelBehindError`."""
        deadline = time.monotonic() + seconds
        pause = LOOK_SECONDS
        while True:
            async with self._storage.read() as work:
                if not await work.read_models.is_behind(name, position):
                    return
            if name in self.faults or time.monotonic() + pause > deadline:
                raise ReadModelBehindError
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.1)

    async def _try(self, name: str, pause: float) -> None:
        try:
            await self.follow(name)
        except ChangeNotFollowedError:
            longer = min(max(2 * pause, POLL_SECONDS), MAX_PAUSE_SECONDS)
            self._pauses[name] = time.monotonic(), longer
        else:
            self._pauses.pop(name, None)

    async def follow(self, name: str) -> None:
        """Let a read model follow all that waits; raise `ChangeNotFollowedError` where it stops."""
        limit = BATCH
        while True:
            try:
                async with self._storage.write() as work:
                    followed = await work.read_models.follow(name, limit)
            except ChangeNotFollowedError as error:
                if limit == 1:
                    self._stopped(error)
                    raise
                limit = 1  # the others before it can be shown
                continue
            if followed < limit:
                break
        if self.faults.pop(name, None) is not None:
            log.info("read model goes on", name=name)

    async def check(self) -> None:
        """Raise `UnhealthyError` where a read model has stopped, or is late."""
        async with self._storage.read() as work:
            backlogs = await work.read_models.backlogs()
        now, told = datetime.now(UTC), []
        for name, backlog in backlogs.items():
            seconds = (now - backlog.oldest).total_seconds()
            waits = f"{backlog.changes} changes wait, the oldest for {seconds:.0f} seconds"
            if name in self.faults:
                told.append(f"{name} stopped: {waits}")
            elif seconds > LATE_SECONDS:
                told.append(f"{name} is behind: {waits}")
        if told:
            raise UnhealthyError("; ".join(told))

    def _stopped(self, error: ChangeNotFollowedError) -> None:
        before = self.faults.get(error.name)
        if before is None or before.reason != error.reason:
            log.error("read model stopped", name=error.name, reason=error.reason)
        self.faults[error.name] = error
