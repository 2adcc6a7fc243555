"""The tables of the read models: a migration brings them to the form that the code reads."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from alembic.util import CommandError
from sqlalchemy.schema import CreateSchema

from full_service.config import Settings
from full_service.migrations.heads import own_revisions
from full_service.repositories.read_model_rows import MADE
from full_service.repositories.read_model_tables import READ_MODELS, ReadModel


def is_revised(name: str | None, kind: str, _: object) -> bool:
    """Say for Alembic whether revisions make a table."""
    return kind != "table" or (name != MADE.name and name not in READ_MODELS)


def hold(connection: sa.Connection) -> None:
    """Keep who follows changes waiting, before the tables that he reads are locked."""
    if sa.inspect(connection).has_table(MADE.name):
        connection.execute(sa.select(MADE.c.name).order_by(MADE.c.name).with_for_update())


def bring(
    connection: sa.Connection, settings: Settings, revisions: Collection[str], *, anew: bool = False
) -> None:
    """Make each table that has not this code's form, or not the rows of these revisions.

    At revisions other than this code's last ones, there are none.
    """
    if not sa.inspect(connection).has_table(MADE.name):
        return
    place = settings.read_model_schema if connection.dialect.name == "postgresql" else None
    at_the_end = own_revisions().heads == frozenset(revisions)
    wanted = {
        name: (place, model.form, " ".join(sorted(revisions)))
        for name, model in READ_MODELS.items()
        if at_the_end
    }
    rows = connection.execute(sa.select(MADE).order_by(MADE.c.name).with_for_update())
    made = {name: tuple(rest) for name, *rest in rows}
    for name in made.keys() - wanted.keys():
        drop(connection, name, made[name][0])
    for name, row in wanted.items():
        if anew or made.get(name) != row:
            make(connection, READ_MODELS[name], made.get(name), row)


def make(
    connection: sa.Connection,
    model: ReadModel[Any],
    old: tuple[Any, ...] | None,
    row: tuple[Any, ...],
) -> None:
    """Fill a table from the one that it shows; make it, if it has not the form."""
    place, form, revision = row
    if old is not None and old[:2] != row[:2]:
        drop(connection, model.name, old[0])
    if place is not None and not sa.inspect(connection).has_schema(place):
        connection.execute(CreateSchema(place))
    if not sa.inspect(connection).has_table(model.name, schema=place):
        model.table.create(connection, checkfirst=False)
    elif old is None:
        raise CommandError(
            f"there is a table {model.name} in the schema {place}, which this service has not made; "
            "name another schema for the read models"
        )
    connection.execute(sa.delete(model.table))
    connection.execute(model.fill)
    connection.execute(sa.delete(MADE).where(MADE.c.name == model.name))
    values = {"name": model.name, "place": place, "form": form, "revision": revision}
    connection.execute(sa.insert(MADE).values(values))


def drop(connection: sa.Connection, name: str, place: str | None) -> None:
    """Drop a table, if it is still there."""
    sa.Table(name, sa.MetaData(), schema=place).drop(connection, checkfirst=True)
    connection.execute(sa.delete(MADE).where(MADE.c.name == name))
