"""Resources that were read before; `docs/adr/cache.md` says why none is older than an answer."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID, uuid4

import structlog
from pydantic import ValidationError

from full_service.config import Settings
from full_service.models.base import BaseResource
from full_service.repositories.cache_store import Store, StoreError, StoreFullError, open_store
from full_service.repositories.redis import PREFIX

KINDS = [
    "customers",
    "orders",
    "order_lines",
]
"""Whose resources are kept."""
CHANGING = b"changing"
"""In place of a token: a unit of work is about to change the resource."""
MAX_BYTES = 64_000
"""The longest JSON of a resource that is kept."""
MANY = 20
"""Changes of one kind, from which on all of the kind is read anew."""
MARGIN_SECONDS = 1.0

ResourceT = TypeVar("ResourceT", bound=BaseResource)
Later = Callable[[Coroutine[Any, Any, None]], Awaitable[None]]
"""Does what no client waits for."""

log = structlog.get_logger(__name__)


class Change(NamedTuple):
    """What a unit of work changes: one resource of a kind, or it does not know which."""

    kind: str
    resource_id: UUID | None


class Names(NamedTuple):
    """Where a resource is kept: the entry counts while it has both the epoch and the token."""

    epoch: str
    token: str
    entry: str


def epoch_of(kind: str) -> str:
    """Name what all entries of a kind have in common."""
    return f"{PREFIX}cache:{kind}"


def names_of(kind: str, resource_id: UUID) -> Names:
    """Name where a resource is kept."""
    entry = f"{epoch_of(kind)}:{resource_id}"
    return Names(epoch_of(kind), f"{entry}:token", entry)


class ResourceCache:
    """Keeps resources by kind and id."""

    def __init__(
        self,
        store: Store,
        kinds: Collection[str],
        later: Later,
        *,
        seconds: float,
        longest_change: float,
    ) -> None:
        """Keep each resource for some seconds. No unit of work takes longer than the longest."""
        self._store = store
        self._kinds = frozenset(kinds)
        self._later = later
        self._seconds = seconds
        self._mark_seconds = longest_change + MARGIN_SECONDS
        self._loading: dict[bytes, asyncio.Task[BaseResource]] = {}

    async def start(self) -> None:
        """Begin."""
        if not self._store.is_shared:
            log.warning("cache is in this process", sees_other_replicas_after=self._seconds)
        await self._store.start()

    async def close(self) -> None:
        """Close what was opened."""
        await self._store.close()

    async def get(
        self,
        kind: str,
        resource_id: UUID,
        model: type[ResourceT],
        load: Callable[[], Awaitable[ResourceT]],
    ) -> ResourceT:
        """Return a resource; load it if it is not kept, and raise what that raises."""
        names = names_of(kind, resource_id)
        try:
            tag, body = await self._look(names)
        except StoreError:
            return await load()
        if body is not None:
            with suppress(ValidationError):  # another release may have kept it
                return model.model_validate_json(body)
        if tag is None:
            return await load()
        if tag not in self._loading:
            loading = asyncio.create_task(self._load(names.entry, tag, load))
            self._loading[tag] = loading
            loading.add_done_callback(lambda done: self._loaded(tag, done))
        # One client that goes away must not take the answer from the others.
        return cast("ResourceT", await asyncio.shield(self._loading[tag]))

    async def mark(self, changes: Collection[Change]) -> None:
        """Before a commit: let nobody find, or keep, what is about to change."""
        with suppress(StoreError):
            tokens, epochs = self._touched(changes)
            try:
                for name in tokens:
                    await self._store.put(name, CHANGING, self._mark_seconds)
            except StoreFullError:
                await self._store.remove(*tokens)
            if epochs:
                await self._store.remove(*epochs)

    async def forget(self, changes: Collection[Change]) -> None:
        """After a commit: let what is read from now on be kept, and nothing that was read before.

        The store is asked even if it did not answer this process before: it may answer others.
        """
        tokens, epochs = self._touched(changes)
        if tokens or epochs:
            with suppress(StoreError):
                await self._store.remove(*tokens, *epochs)

    async def _look(self, names: Names) -> tuple[bytes | None, bytes | None]:
        """Return what an entry must begin with, if one may be kept, and the rest if there is one."""
        epoch, token, entry = await self._store.read(*names)
        if token == CHANGING:
            return None, None
        epoch = epoch or await self._new(names.epoch, None)
        token = token or await self._new(names.token, 2 * self._seconds)
        if epoch is None or token is None or token == CHANGING:
            return None, None
        tag = epoch + token
        return tag, entry.removeprefix(tag) if entry and entry.startswith(tag) else None

    async def _new(self, name: str, seconds: float | None) -> bytes | None:
        """Make a word that there was never before, unless somebody else did just now."""
        fresh = uuid4().hex.encode()
        if await self._store.add(name, fresh, seconds):
            return fresh
        return (await self._store.read(name))[0]

    async def _load(
        self, name: str, tag: bytes, load: Callable[[], Awaitable[BaseResource]]
    ) -> BaseResource:
        found = await load()
        await self._later(self._keep(name, tag, found))
        return found

    def _loaded(self, tag: bytes, done: asyncio.Task[BaseResource]) -> None:
        del self._loading[tag]
        if not done.cancelled():
            done.exception()  # those who wait have it; if nobody does any more, it is no news

    async def _keep(self, name: str, tag: bytes, resource: BaseResource) -> None:
        body = resource.model_dump_json().encode()
        if len(body) <= MAX_BYTES:
            with suppress(StoreError):
                await self._store.put(name, tag + body, self._seconds)

    def _touched(self, changes: Collection[Change]) -> tuple[Sequence[str], Sequence[str]]:
        """Name the tokens and the epochs that changes concern."""
        by_kind: dict[str, set[UUID | None]] = {}
        for kind, resource_id in changes:
            if kind in self._kinds:
                by_kind.setdefault(kind, set()).add(resource_id)
        whole = [kind for kind, ids in by_kind.items() if None in ids or len(ids) > MANY]
        return list(self._tokens(by_kind, whole)), [epoch_of(kind) for kind in whole]

    @staticmethod
    def _tokens(by_kind: dict[str, set[UUID | None]], whole: Collection[str]) -> Iterator[str]:
        for kind, ids in by_kind.items():
            if kind not in whole:
                yield from (names_of(kind, each).token for each in ids if each is not None)


def open_cache(settings: Settings, later: Later) -> ResourceCache:
    """Make the cache that the settings ask for; it opens nothing before it is started."""
    return ResourceCache(
        open_store(settings, [epoch_of(kind) for kind in KINDS]),
        KINDS,
        later,
        seconds=settings.cache_seconds,
        longest_change=settings.database_timeout,
    )
