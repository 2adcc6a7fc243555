"""The migrations make what the tables say, and can go back."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pydantic import SecretStr

from tests.databases import Databases
from user_service.config import Settings
from user_service.migrations import declared, runner
from user_service.migrations.runner import (
    alembic_config,
    exclusive_connection,
    migrate,
    migrate_when_reachable,
)
from user_service.models.errors import MigrationRefusedError, UnavailableError
from user_service.repositories.columns import DecimalType, JsonType, TimestampType
from user_service.repositories.tables import metadata


@pytest.fixture
async def empty(databases: Databases) -> Settings:
    return Settings(database_url=SecretStr(await databases.empty()), database_timeout=1)


async def tables(settings: Settings) -> set[str]:
    async with exclusive_connection(settings) as connection:
        return set(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))


async def columns(settings: Settings) -> dict[str, set[str]]:
    def read(connection: sa.Connection) -> dict[str, set[str]]:
        found = sa.inspect(connection).get_multi_columns()
        return {name: {each["name"] for each in columns} for (_, name), columns in found.items()}

    async with exclusive_connection(settings) as connection:
        return await connection.run_sync(read)


async def differences(settings: Settings) -> list[object]:
    def compare(connection: sa.Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with exclusive_connection(settings) as connection:
        return await connection.run_sync(compare)


async def test_each_step_goes_up_down_and_up(empty: Settings) -> None:
    async with exclusive_connection(empty) as connection:
        config = await connection.run_sync(alembic_config)
    history = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    branched = any(revision.is_branch_point for revision in history)
    before: dict[str, set[str]] = {"alembic_version": {"version_num"}}
    for step in ["head"] if branched else [revision.revision for revision in history]:
        await migrate(empty, step)
        after = await columns(empty)
        await migrate(empty, "base" if branched else "-1", direction="down")
        assert await columns(empty) == before
        await migrate(empty, step)
        assert await columns(empty) == after
        before = after
    await migrate(empty, "base", direction="down")
    assert await tables(empty) == {"alembic_version"}


async def test_tables_are_as_the_code_says(empty: Settings) -> None:
    await migrate(empty)
    assert await differences(empty) == []


@pytest.fixture
def added_table() -> Iterator[sa.Table]:
    columns: list[sa.Column[Any]] = [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", TimestampType, nullable=False),
        sa.Column("price", DecimalType(12, 2), nullable=False),
        sa.Column("document", JsonType, nullable=False),
    ]
    table = sa.Table("added", metadata, *columns)
    yield table
    metadata.remove(table)


@pytest.mark.usefixtures("added_table")
async def test_written_revision_makes_what_was_added(empty: Settings, tmp_path: Path) -> None:
    history = tmp_path / "history"
    shutil.copytree(Path(runner.__file__).parent, history)

    def add(connection: sa.Connection) -> str:
        config = alembic_config(connection, history)
        command.upgrade(config, "head")
        command.revision(config, "add a table", autogenerate=True, rev_id="added")
        command.upgrade(config, "head")
        return (history / "versions" / "added_add_a_table.py").read_text()

    async with exclusive_connection(empty) as connection:
        text = await connection.run_sync(add)
    assert "user_service" not in text
    assert '"""add a table.' in text
    assert 'revision = "added"' in text
    assert await differences(empty) == []


async def test_replicas_may_migrate_at_once(empty: Settings) -> None:
    await asyncio.gather(*(migrate(empty) for _ in range(3)))
    assert await tables(empty) == {"alembic_version", *metadata.tables}


async def test_database_that_is_down_is_waited_for(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def fail_first(settings: Settings) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise UnavailableError("database")
        await migrate(settings)

    monkeypatch.setattr(runner, "migrate", fail_first)
    monkeypatch.setattr(runner, "RETRY_SECONDS", 0)
    await migrate_when_reachable(empty)
    assert tries == 2
    assert await tables(empty) == {"alembic_version", *metadata.tables}


@pytest.fixture
async def passed(empty: Settings) -> Settings:
    await migrate(empty)
    later = sa.text("UPDATE alembic_version SET version_num = 'later'")
    async with exclusive_connection(empty) as connection:
        await connection.execute(later)
    return empty


async def test_later_release_has_migrated(passed: Settings) -> None:
    await migrate(passed)
    with pytest.raises(MigrationRefusedError, match=r"it is at later, .*; go back with the code"):
        await migrate(passed, "-1", direction="down")


async def test_row_that_stops_a_revision_unforeseen_is_told(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(config: Config, _: str) -> None:
        connection = config.attributes["connection"]
        connection.execute(sa.text("CREATE TABLE broken (name varchar(9))"))
        connection.execute(sa.text("INSERT INTO broken VALUES ('a'), ('a')"))
        connection.execute(sa.text("CREATE UNIQUE INDEX uq_broken_name ON broken (name)"))

    monkeypatch.setattr(command, "upgrade", stop)
    with pytest.raises(MigrationRefusedError, match="broken"):
        await migrate(empty)
    assert await tables(empty) == set()


async def test_migration_that_rows_stop_is_told_as_such(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise CommandError("2 rows break the rule")

    monkeypatch.setattr(command, "upgrade", stop)
    with pytest.raises(MigrationRefusedError) as caught:
        await migrate(empty)
    assert caught.value.reason == "the database cannot be migrated: 2 rows break the rule"
    assert await tables(empty) == set()


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the code have what no revision makes: a column, and a table."""
    known, code = min(metadata.tables), sa.MetaData()
    sa.Table(known, code, sa.Column("forgotten", sa.Integer))
    sa.Table("forgotten", code, sa.Column("id", sa.ForeignKey(f"{known}.forgotten")))
    monkeypatch.setattr(declared, "metadata", code)
    return f"{known}.forgotten, forgotten, which"


async def test_migration_that_forgot_a_column_is_undone(empty: Settings, forgotten: str) -> None:
    with pytest.raises(MigrationRefusedError, match=rf"no revision makes {forgotten} the code has"):
        await migrate(empty)
    assert await tables(empty) == set()


async def test_other_code_has_migrated_and_left_a_column_out(
    passed: Settings, forgotten: str
) -> None:
    with pytest.raises(
        MigrationRefusedError, match=rf"it is at later, .* it has no {forgotten} this code needs"
    ):
        await migrate(passed)
