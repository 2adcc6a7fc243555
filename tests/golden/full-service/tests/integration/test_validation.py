"""A revision that loses rows, or leaves some that break a rule, is undone with all before it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from full_service.config import Settings
from full_service.migrations import declared, runner
from full_service.migrations.runner import alembic_config, exclusive_connection
from full_service.models.errors import MigrationRefusedError
from tests.databases import Databases

MADE = [
    "CREATE TABLE trial_parents (id integer NOT NULL PRIMARY KEY)",
    """CREATE TABLE trial_children (
        id integer NOT NULL PRIMARY KEY,
        name varchar(9),
        parent integer REFERENCES trial_parents (id),
        label varchar(9) DEFAULT 'none' NOT NULL
    )""",
    "INSERT INTO trial_parents VALUES (1), (2)",
    "INSERT INTO trial_children (id, name, parent) VALUES (1, 'a', 1), (2, 'a', NULL), (3, NULL, NULL)",
]
REVISION = """
from alembic import op

revision = "{name}"
down_revision = {before!r}
{extras}

def upgrade() -> None:
    for statement in {up!r}:
        op.execute(statement)


def downgrade() -> None:
    for statement in {down!r}:
        op.execute(statement)
"""

Write = Callable[..., None]


@pytest.fixture
async def empty(databases: Databases) -> Settings:
    return Settings(database_url=SecretStr(await databases.empty()), database_timeout=1)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    folder = tmp_path / "history"
    shutil.copytree(Path(runner.__file__).parent, folder)
    return folder


@pytest.fixture
def write(history: Path) -> Write:
    """Add a revision to the history."""

    def write(name: str, *up: str, down: tuple[str, ...] = (), extras: str = "") -> None:
        before = tuple(ScriptDirectory(str(history)).get_heads())
        text = REVISION.format(name=name, before=before, up=up, down=down, extras=extras)
        (history / "versions" / f"{name}.py").write_text(text)

    write("made", *MADE)
    return write


async def go(settings: Settings, history: Path, *ways: tuple[str, str]) -> set[str]:
    """Migrate up and down; return the names of the tables."""

    def run(connection: sa.Connection) -> set[str]:
        for way, revision in ways:
            getattr(command, way)(alembic_config(connection, history), revision)
        return set(sa.inspect(connection).get_table_names())

    async with exclusive_connection(settings) as connection:
        return await connection.run_sync(run)


async def test_rows_that_are_lost_unsaid(empty: Settings, history: Path, write: Write) -> None:
    write("lossy", "DELETE FROM trial_children WHERE id > 1")
    with pytest.raises(CommandError, match="after lossy: rows of trial_children that are gone: 2"):
        await go(empty, history, ("upgrade", "head"))
    assert await go(empty, history) == set(), "all is undone"


async def test_rows_that_a_revision_means_to_lose(
    empty: Settings, history: Path, write: Write
) -> None:
    write(
        "meant",
        "DELETE FROM trial_children WHERE id > 1",
        down=("DELETE FROM trial_children",),
        extras='deletes_from = ("trial_children",)',
    )
    tables = await go(empty, history, ("upgrade", "head"), ("downgrade", "-1"))
    assert "trial_children" in tables


async def test_rows_that_take_the_place_of_others(
    empty: Settings, history: Path, write: Write
) -> None:
    write(
        "kept",
        "INSERT INTO trial_children (id, name, parent) VALUES (4, 'd', NULL)",
        "DELETE FROM trial_children WHERE id = 1",
        "UPDATE trial_children SET name = 'b'",
    )
    assert "trial_children" in await go(empty, history, ("upgrade", "head"))


async def test_row_that_refers_to_none(empty: Settings, history: Path, write: Write) -> None:
    write(
        "orphaned",
        "DELETE FROM trial_parents WHERE id = 1",
        extras='deletes_from = ("trial_parents",)',
    )
    with pytest.raises((CommandError, IntegrityError), match="trial_children"):
        await go(empty, history, ("upgrade", "head"))
    assert await go(empty, history) == set()


async def test_rule_of_a_revision_that_rows_break(
    empty: Settings, history: Path, write: Write
) -> None:
    rule = '"each child has a name": "SELECT * FROM trial_children WHERE name IS NULL;"'
    write("ruled", extras=f"validation_queries = {{{rule}}}")
    with pytest.raises(
        CommandError,
        match=r"after ruled: rows that break the rule that each child has a name: 1; .* IS NULL$",
    ):
        await go(empty, history, ("upgrade", "head"))


async def test_stamp_asks_nothing(empty: Settings, history: Path, write: Write) -> None:
    write("ruled", extras='validation_queries = {"none": "SELECT * FROM trial_children"}')
    assert await go(empty, history, ("stamp", "head")) == {"alembic_version"}


@pytest.mark.usefixtures("write")
async def test_rules_that_the_code_has_alone(
    empty: Settings, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = sa.MetaData()
    parents = sa.Table("trial_parents", code, sa.Column("id", sa.Integer, primary_key=True))
    children = sa.Table(
        "trial_children",
        code,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(9), nullable=False),
        sa.Column("parent", sa.ForeignKey("trial_parents.id")),
        sa.CheckConstraint("name > 'a'", name="ck_name"),
        sa.UniqueConstraint("name", name="uq_name"),
    )
    sa.Index("uq_parent", children.c.parent, unique=True)
    sa.ForeignKeyConstraint([children.c.id], [parents.c.id], name="fk_id")
    monkeypatch.setattr(declared, "metadata", code)
    with pytest.raises(MigrationRefusedError) as caught:
        await validated(empty, history)
    reason = caught.value.reason
    for rule in (
        "trial_children.name as required (rows that break it: 1)",
        "ck_name (rows that break it: 2)",
        "uq_name (rows that break it: 2)",
        "uq_parent (rows that break it: 0)",
        "fk_id (rows that break it: 1)",
    ):
        assert rule in reason
    assert reason.count("rows that break it") == 5


@pytest.mark.usefixtures("write")
async def test_columns_that_are_other_than_in_the_code(
    empty: Settings, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = sa.MetaData()
    sa.Table(
        "trial_children",
        code,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Integer),
        sa.Column("label", sa.String(9)),
    )
    monkeypatch.setattr(declared, "metadata", code)
    with pytest.raises(MigrationRefusedError) as caught:
        await validated(empty, history)
    assert "trial_children.name as INTEGER, trial_children.label as optional" in caught.value.reason


async def validated(settings: Settings, history: Path) -> None:
    """Migrate, and ask for all that the code has."""

    def run(connection: sa.Connection) -> None:
        command.upgrade(alembic_config(connection, history), "head")
        runner.validate(connection, thoroughly=True)

    async with exclusive_connection(settings) as connection:
        await connection.run_sync(run)
