"""Rules about users."""

from user_service.models.base import changes_by
from user_service.models.concurrency import ExpectedVersion, IdempotencyKey
from user_service.models.errors import NotFoundError, VersionMismatchError
from user_service.models.identifiers import UserId
from user_service.models.paging import PageOf
from user_service.models.user import User, UserCreate, UserPatch, UserQuery
from user_service.services.ports import Storage, UnitOfWork

TITLE = "user"


class UserService:
    """What can be done with users.

    A command is committed when its method returns.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: UserQuery) -> PageOf[User]:
        """List some; raise `InvalidCursorError` for a cursor of another list."""
        async with self._storage.read() as work:
            return await work.users.page(query)

    async def get(self, user_id: UserId) -> User:
        """Return one, or raise `NotFoundError`."""
        async with self._storage.read() as work:
            return await _existing(work, user_id)

    async def create(self, new: UserCreate, key: IdempotencyKey | None = None) -> User:
        """Store a new one; with a key that was used before, return what that made."""
        async with self._storage.write(key) as work:
            made = await work.idempotency.find(key, User)
            if made is None:
                made = await work.users.add(vars(new))
                await work.idempotency.store(key, made)
            return made

    async def update(self, user_id: UserId, patch: UserPatch, expected: ExpectedVersion) -> User:
        """Change one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, user_id, expected)
            changes = changes_by(patch, found)
            stored = work.users
            changed = await stored.update(found, changes) if changes else found
        if changed is None:
            raise VersionMismatchError(TITLE)
        return changed

    async def delete(self, user_id: UserId, expected: ExpectedVersion) -> None:
        """Remove one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, user_id, expected)
            removed = await work.users.remove(found)
        if not removed:
            raise VersionMismatchError(TITLE)


async def _existing(work: UnitOfWork, user_id: UserId) -> User:
    found = await work.users.get(user_id)
    if found is None:
        raise NotFoundError(TITLE, user_id)
    return found


async def _expected(work: UnitOfWork, user_id: UserId, expected: ExpectedVersion) -> User:
    found = await _existing(work, user_id)
    if not expected.allows(found.version):
        raise VersionMismatchError(TITLE)
    return found
