"""Rules about minimals."""

from minimal_service.models.base import changes_by
from minimal_service.models.concurrency import ExpectedVersion, IdempotencyKey
from minimal_service.models.errors import NotFoundError, VersionMismatchError
from minimal_service.models.identifiers import MinimalId
from minimal_service.models.minimal import Minimal, MinimalCreate, MinimalPatch, MinimalQuery
from minimal_service.models.paging import PageOf
from minimal_service.services.ports import Storage, UnitOfWork

TITLE = "minimal"


class MinimalService:
    """What can be done with minimals.

    A command is committed when its method returns.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: MinimalQuery) -> PageOf[Minimal]:
        """List some; raise `InvalidCursorError` for a cursor of another list."""
        async with self._storage.read() as work:
            return await work.minimals.page(query)

    async def get(self, minimal_id: MinimalId) -> Minimal:
        """Return one, or raise `NotFoundError`."""
        async with self._storage.read() as work:
            return await _existing(work, minimal_id)

    async def create(self, new: MinimalCreate, key: IdempotencyKey | None = None) -> Minimal:
        """Store a new one; with a key that was used before, return what that made."""
        async with self._storage.write(key) as work:
            made = await work.idempotency.find(key, Minimal)
            if made is None:
                made = await work.minimals.add(vars(new))
                await work.idempotency.store(key, made)
            return made

    async def update(
        self, minimal_id: MinimalId, patch: MinimalPatch, expected: ExpectedVersion
    ) -> Minimal:
        """Change one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, minimal_id, expected)
            changes = changes_by(patch, found)
            stored = work.minimals
            changed = await stored.update(found, changes) if changes else found
        if changed is None:
            raise VersionMismatchError(TITLE)
        return changed

    async def delete(self, minimal_id: MinimalId, expected: ExpectedVersion) -> None:
        """Remove one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, minimal_id, expected)
            removed = await work.minimals.remove(found)
        if not removed:
            raise VersionMismatchError(TITLE)


async def _existing(work: UnitOfWork, minimal_id: MinimalId) -> Minimal:
    found = await work.minimals.get(minimal_id)
    if found is None:
        raise NotFoundError(TITLE, minimal_id)
    return found


async def _expected(work: UnitOfWork, minimal_id: MinimalId, expected: ExpectedVersion) -> Minimal:
    found = await _existing(work, minimal_id)
    if not expected.allows(found.version):
        raise VersionMismatchError(TITLE)
    return found
