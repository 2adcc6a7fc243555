"""How read models follow the changes: by position, each change once."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.models.base import BaseResource
from full_service.models.errors import UnavailableError
from full_service.models.read_models import Backlog, ChangeNotFollowedError
from full_service.repositories.cache import Change
from full_service.repositories.changes import changes_of
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.read_model_rows import MADE, ReadModelChangeRow
from full_service.repositories.read_model_tables import READ_MODELS, ReadModel

ResourceT = TypeVar("ResourceT", bound=BaseResource)

LAST_CHANGE = "last_change"
"""Key of a session's `info`: the position that read models come to with what it commits."""

HELD_SECONDS = 10
"""A process that is frozen while it follows keeps PostgreSQL's others waiting so long at most."""

CHANGES = cast("sa.Table", ReadModelChangeRow.__table__)

NO_PAUSE = sa.text("SELECT set_config('idle_in_transaction_session_timeout', :milliseconds, true)")


class ReadModelRepository:
    """The tables of the read models, and the changes that they have not followed yet."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, model: ReadModel[Any], resource_id: UUID) -> None:
        """Let a read model follow a change once the unit of work is committed."""
        change = {"name": model.name, "resource_id": resource_id}
        added = sa.insert(ReadModelChangeRow).returning(ReadModelChangeRow.position)
        self._session.info[LAST_CHANGE] = await self._session.scalar(added, change)

    async def repeat(self) -> None:
        """Let the answer lead as far as the last change of all: it repeats one that may be lost."""
        last = await self._session.scalar(sa.select(sa.func.max(CHANGES.c.position)))
        self._session.info.setdefault(LAST_CHANGE, last)

    async def waiting(self) -> Sequence[str]:
        """Return the names of the read models that are behind."""
        names = sa.select(CHANGES.c.name).distinct().order_by(CHANGES.c.name)
        return (await self._session.scalars(names)).all()

    async def backlogs(self) -> dict[str, Backlog]:
        """Return what waits for each read model that is behind."""
        count, oldest = sa.func.count(), sa.func.min(CHANGES.c.changed_at)
        found = sa.select(CHANGES.c.name, count, oldest).group_by(CHANGES.c.name)
        rows = await self._session.execute(found)
        return {name: Backlog(waiting, since) for name, waiting, since in rows}

    async def is_behind(self, name: str, position: int) -> bool:
        """Tell whether a read model has not come to a position."""
        before = sa.exists().where(CHANGES.c.name == name, CHANGES.c.position <= position)
        return bool(await self._session.scalar(sa.select(before)))

    async def follow(self, name: str, limit: int) -> int:
        """Show some changes, the oldest first; return how many.

        Raises `ChangeNotFollowedError` where one of them cannot be shown; it is the one that is
        named if there was no other. One process at a time follows, the others wait for it.
        """
        model = READ_MODELS[name]
        if not await self._hold(model):
            return 0
        oldest = sa.select(CHANGES.c.position, CHANGES.c.resource_id).where(CHANGES.c.name == name)
        oldest = oldest.order_by(CHANGES.c.position).limit(limit)
        changes = (await self._session.execute(oldest)).all()
        if not changes:
            return 0
        ids = {change.resource_id for change in changes}
        try:
            await self.show(model, ids, await self.resources(model, ids))
        except (UnavailableError, IntegrityError, DataError) as error:
            raise ChangeNotFollowedError(name, *changes[0]) from error
        positions = [change.position for change in changes]
        await self._session.execute(sa.delete(CHANGES).where(CHANGES.c.position.in_(positions)))
        return len(changes)

    async def resources(
        self, model: ReadModel[ResourceT], ids: Collection[UUID]
    ) -> list[ResourceT]:
        """Return those of some resources that there are."""
        return await EventSourcedRepository(self._session, model.source).some(ids)

    async def show(
        self,
        model: ReadModel[ResourceT],
        ids: Collection[UUID],
        resources: Collection[ResourceT],
    ) -> None:
        """Show some resources, and no others of these ids."""
        await self._session.execute(sa.delete(model.table).where(model.table.c.id.in_(ids)))
        if resources:
            await self._session.execute(model.insert, [vars(each) for each in resources])
        kind = model.source.table.name
        changes_of(self._session).update(Change(kind, each) for each in ids)

    async def _hold(self, model: ReadModel[Any]) -> bool:
        """Keep others from following until the unit of work ends.

        Tell whether the table has this code's form: while another release runs beside this one, the
        one that it was made for follows.
        """
        if (await self._session.connection()).dialect.name == "postgresql":
            await self._session.execute(NO_PAUSE, {"milliseconds": str(HELD_SECONDS * 1000)})
        row = sa.select(MADE.c.form).where(MADE.c.name == model.name).with_for_update()
        return await self._session.scalar(row) == model.form
