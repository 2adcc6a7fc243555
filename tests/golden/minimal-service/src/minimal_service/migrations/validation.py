"""What is asked of the database after each revision, and of the newest one; a run that fails it is undone."""

from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.runtime.migration import MigrationInfo
from alembic.util import CommandError

from minimal_service.migrations import sqlite

QUERIES = "validation_queries"
"""What a revision may have: rules in words, each with a query for the rows that break it."""
DELETES_FROM = "deletes_from"
"""What a revision may have: the names of tables in which it deletes rows, on its way up or down."""

VERSIONS = "alembic_version"


class EachRevision:
    """Asks whether rows are lost or break a rule; Alembic calls it when it has carried out a revision."""

    def __init__(self, connection: sa.Connection) -> None:
        self._rows = stored_rows(connection)

    def __call__(
        self, ctx: MigrationContext, step: MigrationInfo, heads: object, run_args: object
    ) -> None:
        """Raise `CommandError` with all that is wrong."""
        del heads, run_args
        connection = ctx.connection
        if step.is_stamp or connection is None:
            return
        module = getattr(step.revision_map.get_revision(step.up_revision_id), "module", None)
        queries = getattr(module, QUERIES, {}) if step.is_upgrade else {}
        before, self._rows = self._rows, stored_rows(connection)
        wrong = [
            *lost_rows(before, self._rows, getattr(module, DELETES_FROM, ())),
            *orphans(connection),
            *broken_rules(connection, queries),
        ]
        if wrong:
            raise CommandError(f"after {step.up_revision_id}: {'; '.join(wrong)}")


def lost_rows(
    before: Mapping[str, int], after: Mapping[str, int], meant: Collection[str]
) -> Iterator[str]:
    """Name the tables that have fewer rows than before, unless the revision means it."""
    for table, count in after.items():
        gone = before.get(table, 0) - count
        if gone > 0 and table not in {VERSIONS, *meant}:
            yield (
                f"rows of {table} that are gone: {gone}; if that is meant, the revision says so: "
                f'{DELETES_FROM} = ("{table}",)'
            )


def broken_rules(connection: sa.Connection, queries: Mapping[str, str]) -> Iterator[str]:
    """Name the rules of a revision that rows break."""
    for rule, query in queries.items():
        text = query.strip().rstrip(";")
        count = connection.scalar(sa.text(f"SELECT count(*) FROM ({text}) AS broken"))  # noqa: S608 - a revision's own
        if count:
            yield f"rows that break the rule that {rule}: {count}; mend what this finds: {text}"


def stored_rows(connection: sa.Connection) -> Mapping[str, int]:
    """Return a number for each table that falls with each row it loses."""
    return sqlite.stored_rows(connection)


def orphans(connection: sa.Connection) -> Iterator[str]:
    """Name the references to rows that are not there."""
    for table, target, count in sqlite.orphans(connection):
        yield (
            f"rows of {table} that refer to none of {target}: {count}; mend what this finds: "
            f"PRAGMA foreign_key_check({table})"
        )
