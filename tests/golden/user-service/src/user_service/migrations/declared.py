"""What the code has, and the database may lack: tables, columns, and rules that the database keeps."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from user_service.repositories.tables import metadata


def missing_parts(connection: sa.Connection) -> Iterator[str]:
    """Name the tables and columns that the code has and the database has not."""
    names = [table.name for table in metadata.sorted_tables]
    found = sa.inspect(connection).get_multi_columns(filter_names=names)
    stored = {name: {each["name"] for each in columns} for (_, name), columns in found.items()}
    for table in metadata.sorted_tables:
        if table.name in stored:
            yield from (str(each) for each in table.c if each.name not in stored[table.name])
        else:
            yield table.name


def missing_rules(connection: sa.Connection) -> Iterator[str]:
    """Name what the database does not keep as the code says, and how many rows break it.

    That is types, what is required, unique, checked and refers to another table; every table and
    column has to be there.
    """
    context = MigrationContext.configure(connection, opts={"include_name": _is_own})
    for difference in compare_metadata(context, metadata):
        for each in difference if isinstance(difference, list) else [difference]:
            yield from _broken(connection, each)
    yield from _missing_checks(connection)


def _is_own(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or name in metadata.tables


def _broken(connection: sa.Connection, difference: tuple[Any, ...]) -> Iterator[str]:
    match difference:
        case ["modify_type", _, table, column, _, _, kind]:
            yield f"{table}.{column} as {kind.compile(connection.dialect)}"
        case ["modify_nullable", _, table, column, _, _, True]:
            yield f"{table}.{column} as optional"
        case ["modify_nullable", _, table, column, _, _, False]:
            empty = sa.select(metadata.tables[table].c[column]).where(
                metadata.tables[table].c[column].is_(None)
            )
            yield _rule(connection, f"{table}.{column} as required", empty)
        case ["add_constraint", sa.UniqueConstraint() as unique]:
            yield _rule(connection, str(unique.name), _repeated(unique.table, *unique.columns))
        case ["add_index", sa.Index(unique=True, table=sa.Table() as table) as index]:
            yield _rule(connection, str(index.name), _repeated(table, *index.columns))
        case ["add_fk", sa.ForeignKeyConstraint() as key]:
            yield _rule(connection, str(key.name), _orphans(key))


def _missing_checks(connection: sa.Connection) -> Iterator[str]:
    found = sa.inspect(connection).get_multi_check_constraints(filter_names=list(metadata.tables))
    kept = {each["name"] for checks in found.values() for each in checks}
    for table in metadata.sorted_tables:
        meant = str(sa.schema.CreateTable(table).compile(connection))
        for check in sorted(table.constraints, key=lambda each: str(each.name)):
            is_missing = check.name not in kept and f"CONSTRAINT {check.name} " in meant
            if isinstance(check, sa.CheckConstraint) and is_missing:
                broken = sa.select(table).where(sa.text(f"NOT ({check.sqltext})"))
                yield _rule(connection, str(check.name), broken)


def _rule(connection: sa.Connection, name: str, broken: sa.Select[Any]) -> str:
    count = connection.scalar(sa.select(sa.func.count()).select_from(broken.subquery()))
    return f"{name} (rows that break it: {count})"


def _repeated(table: sa.FromClause, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    other = table.alias()
    alike = [column == other.c[column.key] for column in columns if column.key]
    repeated = sa.select(*(other.c[column.key] for column in columns if column.key)).where(*alike)
    grouped = repeated.group_by(*repeated.selected_columns).having(sa.func.count() > 1)
    return sa.select(table).where(grouped.exists())


def _orphans(key: sa.ForeignKeyConstraint) -> sa.Select[Any]:
    target = key.referred_table.alias()
    filled = [column.is_not(None) for column in key.columns]
    same = [target.c[each.column.name] == each.parent for each in key.elements]
    return sa.select(key.table).where(*filled, ~sa.exists().where(*same))
