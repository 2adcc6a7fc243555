"""Caches for tests: in this process, or in the Redis that `TEST_REDIS_URL` names."""

import os
from collections.abc import Sequence
from typing import Any

from cashews.backends.memory import Memory
from pydantic import SecretStr
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import OutOfMemoryError

from full_service.config import Settings
from full_service.repositories.cache import KINDS, ResourceCache, epoch_of, open_cache
from full_service.repositories.cache_store import LOCAL_NAMES, Store
from full_service.services.jobs import Jobs

SECONDS = 60


def new_cache(settings: Settings | None = None) -> ResourceCache:
    """Make a cache that has kept what it keeps when it answers."""
    url = os.environ.get("TEST_REDIS_URL")
    redis = {"redis_url": SecretStr(url), "cache_shared": True} if url else {}
    return open_cache((settings or Settings()).model_copy(update=redis), Jobs(0).submit)


class FaultyBackend(Memory):
    """A store in this process that is down or full, as the test wants."""

    def __init__(self) -> None:
        super().__init__(size=LOCAL_NAMES, check_interval=0)
        self.down = False
        self.full = False
        self.questions = 0

    async def get_many(self, *keys: str, default: Any = None) -> tuple[Any, ...]:  # noqa: ANN401
        self._answer()
        return await super().get_many(*keys, default=default)

    async def set(
        self,
        key: str,
        value: Any,  # noqa: ANN401
        expire: float | None = None,
        exist: bool | None = None,  # noqa: FBT001
    ) -> bool:
        self._answer()
        if self.full:
            raise OutOfMemoryError
        return await super().set(key, value, expire, exist)

    async def delete_many(self, *keys: str) -> None:
        self._answer()
        await super().delete_many(*keys)

    def _answer(self) -> None:
        self.questions += 1
        if self.down:
            raise LostError


def cache_over(backend: Memory, kinds: Sequence[str] = KINDS) -> ResourceCache:
    """Make a cache that keeps its entries in a backend."""
    store = Store(backend, [epoch_of(kind) for kind in kinds], 0.05)
    return ResourceCache(store, kinds, Jobs(0).submit, seconds=SECONDS, longest_change=1)
