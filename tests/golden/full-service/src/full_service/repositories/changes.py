"""Which rows a session has changed, whoever wrote the statement."""

from collections.abc import Mapping
from typing import cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session

from full_service.repositories.cache import Change
from full_service.repositories.columns import Base, BaseRow

CHANGES = "changes"
"""Key of a session's `info`."""


class WatchedSession(Session):
    """A session that remembers which rows it has changed.

    A statement that names no row by a parameter `ID` counts as a change of all rows of its table,
    and SQL that is written as text as one of all tables.
    """


def changes_of(session: AsyncSession) -> set[Change]:
    """Return what a session has changed."""
    return _noted(session.sync_session)


def _noted(session: Session) -> set[Change]:
    return cast("set[Change]", session.info.setdefault(CHANGES, set()))


@event.listens_for(WatchedSession, "after_flush")
def _note_entities(session: Session, _: object) -> None:
    for entity in (*session.dirty, *session.deleted):
        if isinstance(entity, BaseRow):
            _noted(session).add(Change(entity.__tablename__, entity.id))


@event.listens_for(WatchedSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    statement = state.statement
    if isinstance(statement, sa.TextClause):
        _noted(state.session).update(Change(name, None) for name in Base.metadata.tables)
    elif isinstance(statement, sa.UpdateBase) and type(statement) is not sa.Insert:
        table = cast("sa.Table", statement.table)
        known = state.parameters
        resource_id = known.get("ID") if isinstance(known, Mapping) else None
        _noted(state.session).add(Change(table.name, resource_id))
