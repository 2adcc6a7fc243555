"""Read models in memory."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from full_service.models.identifiers import new_id
from full_service.models.read_models import Backlog, ChangeNotFollowedError


class Change(NamedTuple):
    """What a read model has to follow."""

    name: str
    position: int
    changed_at: datetime


class FakeReadModels:
    """Changes in a list; those in `broken` cannot be shown."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.followed: list[int] = []
        self.broken: set[int] = set()
        self.some_followed = asyncio.Event()

    def change(self, name: str, position: int, changed_at: datetime | None = None) -> None:
        """Let a read model be behind."""
        self.changes.append(Change(name, position, changed_at or datetime.now(UTC)))

    async def waiting(self) -> Sequence[str]:
        return sorted({change.name for change in self.changes})

    async def backlogs(self) -> Mapping[str, Backlog]:
        return {name: self._backlog(name) for name in await self.waiting()}

    async def is_behind(self, name: str, position: int) -> bool:
        return any(change.position <= position for change in self._of(name))

    async def follow(self, name: str, limit: int) -> int:
        batch = self._of(name)[:limit]
        for change in batch:
            if change.position in self.broken:
                cause = ValueError("no such colour")
                raise ChangeNotFollowedError(name, batch[0].position, new_id()) from cause
        for change in batch:
            self.changes.remove(change)
            self.followed.append(change.position)
            self.some_followed.set()
        return len(batch)

    def _of(self, name: str) -> list[Change]:
        return [change for change in self.changes if change.name == name]

    def _backlog(self, name: str) -> Backlog:
        waiting = self._of(name)
        return Backlog(len(waiting), min(change.changed_at for change in waiting))
