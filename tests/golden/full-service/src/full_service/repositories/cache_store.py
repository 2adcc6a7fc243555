"""Where the cache keeps bytes under names: in Redis, or in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

import structlog
from cashews.backends.memory import Memory
from redis.exceptions import OutOfMemoryError, RedisError

from full_service.config import Settings
from full_service.repositories.redis_backend import RedisBackend

LOCAL_NAMES = 4_000
"""How many names there are in this process: two for each resource. The oldest go."""
RETRY_SECONDS = 0.5
"""How soon to ask again a server that did not answer."""

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Backend(Protocol):
    """What keeps the bytes: it raises `RedisError` where it cannot."""

    async def get_many(self, *names: str) -> Sequence[bytes | None]:
        """Return what is kept under each name."""
        ...

    async def set(
        self, name: str, value: bytes, /, expire: float | None, *, exist: bool | None = None
    ) -> bool:
        """Keep a value, for some seconds; if so asked, only where there is none."""
        ...

    async def delete_many(self, *names: str) -> None:
        """Keep nothing under these names."""
        ...

    async def close(self) -> None:
        """Let go of what is open."""
        ...


class StoreError(Exception):
    """The store did not do it."""


class StoreFullError(StoreError):
    """The store answers, and takes no more values."""


class Store:
    """A store that is left alone while it does not answer, so that nobody waits for it."""

    def __init__(self, backend: Backend, epochs: Sequence[str], timeout: float) -> None:
        """Take the names without which nothing that is kept counts."""
        self._backend = backend
        self._epochs = epochs
        self._timeout = timeout
        self._lost = asyncio.Event()
        self._readable_from = 0.0
        self._watch: asyncio.Task[None] | None = None

    @property
    def is_shared(self) -> bool:
        """Whether other replicas have it too."""
        return isinstance(self._backend, RedisBackend)

    async def start(self) -> None:
        """Begin; what was kept before does not count, as it may be of another release."""
        self._watch = asyncio.create_task(self._ask_again())
        with suppress(StoreError):
            await self.remove(*self._epochs)

    async def close(self) -> None:
        """Close every connection."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
            await self._backend.close()

    async def read(self, *names: str) -> Sequence[bytes | None]:
        """Return what is kept under each name. All methods raise `StoreError`."""
        if asyncio.get_running_loop().time() < self._readable_from:
            raise StoreError
        return await self._ask(partial(self._backend.get_many, *names))

    async def put(self, name: str, value: bytes, seconds: float) -> None:
        """Keep a value for some time."""
        await self._ask(partial(self._backend.set, name, value, seconds))

    async def add(self, name: str, value: bytes, seconds: float | None) -> bool:
        """Keep a value unless there is one; tell whether there was none."""
        return await self._ask(partial(self._backend.set, name, value, seconds, exist=False))

    async def remove(self, *names: str) -> None:
        """Keep nothing under these names. A store that is left alone is asked too."""
        await self._ask(partial(self._backend.delete_many, *names), always=True)

    async def _ask(self, question: Callable[[], Awaitable[T]], *, always: bool = False) -> T:
        if self._lost.is_set() and not always:
            raise StoreError
        try:
            async with asyncio.timeout(self._timeout):
                return await question()
        except OutOfMemoryError as error:
            raise StoreFullError from error
        except (RedisError, OSError) as error:
            if not self._lost.is_set():
                self._lost.set()
                log.warning("cache is not used", error=f"{type(error).__name__}: {error}")
            raise StoreError from error

    async def _ask_again(self) -> None:
        """Use the store again once it answers: without what changes may have been missed by.

        Other replicas need as long to see that it answers. Until then their changes are not told,
        so nothing is read.
        """
        doubt = 2 * (RETRY_SECONDS + self._timeout)
        while True:
            await self._lost.wait()
            await asyncio.sleep(RETRY_SECONDS)
            with suppress(RedisError, OSError):
                async with asyncio.timeout(self._timeout):
                    await self._backend.delete_many(*self._epochs)
                self._readable_from = asyncio.get_running_loop().time() + doubt
                self._lost.clear()
                log.info("cache is used again")


def open_store(settings: Settings, epochs: Sequence[str]) -> Store:
    """Make the store that the settings ask for; it opens nothing before it is started."""
    if settings.redis_url is None or not settings.cache_shared:
        return Store(Memory(size=LOCAL_NAMES, check_interval=0), epochs, settings.redis_timeout)
    url = settings.redis_url.get_secret_value()
    backend = RedisBackend(url, epochs, settings.redis_timeout)
    return Store(backend, epochs, settings.redis_timeout)
