"""Rules about teams."""

from user_service.models.base import changes_by
from user_service.models.concurrency import ExpectedVersion, IdempotencyKey
from user_service.models.errors import NotFoundError, VersionMismatchError
from user_service.models.identifiers import TeamId
from user_service.models.paging import PageOf
from user_service.models.team import Team, TeamCreate, TeamPatch, TeamQuery
from user_service.services.ports import Storage, UnitOfWork

TITLE = "team"


class TeamService:
    """What can be done with teams.

    A command is committed when its method returns.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: TeamQuery) -> PageOf[Team]:
        """List some; raise `InvalidCursorError` for a cursor of another list."""
        async with self._storage.read() as work:
            return await work.teams.page(query)

    async def get(self, team_id: TeamId) -> Team:
        """Return one, or raise `NotFoundError`."""
        async with self._storage.read() as work:
            return await _existing(work, team_id)

    async def create(self, new: TeamCreate, key: IdempotencyKey | None = None) -> Team:
        """Store a new one; with a key that was used before, return what that made."""
        async with self._storage.write(key) as work:
            made = await work.idempotency.find(key, Team)
            if made is None:
                made = await work.teams.add(vars(new))
                await work.idempotency.store(key, made)
            return made

    async def update(self, team_id: TeamId, patch: TeamPatch, expected: ExpectedVersion) -> Team:
        """Change one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, team_id, expected)
            changes = changes_by(patch, found)
            stored = work.teams
            changed = await stored.update(found, changes) if changes else found
        if changed is None:
            raise VersionMismatchError(TITLE)
        return changed

    async def delete(self, team_id: TeamId, expected: ExpectedVersion) -> None:
        """Remove one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, team_id, expected)
            removed = await work.teams.remove(found)
        if not removed:
            raise VersionMismatchError(TITLE)


async def _existing(work: UnitOfWork, team_id: TeamId) -> Team:
    found = await work.teams.get(team_id)
    if found is None:
        raise NotFoundError(TITLE, team_id)
    return found


async def _expected(work: UnitOfWork, team_id: TeamId, expected: ExpectedVersion) -> Team:
    found = await _existing(work, team_id)
    if not expected.allows(found.version):
        raise VersionMismatchError(TITLE)
    return found
