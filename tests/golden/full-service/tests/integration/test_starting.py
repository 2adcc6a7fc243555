"""What happens when the database cannot be migrated."""

import asyncio
import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from full_service import main
from full_service.config import Settings
from full_service.migrations import sqlite


async def test_migration_that_fails_late_ends_the_process(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail_late(_: Settings) -> None:
        await asyncio.sleep(0.1)
        raise ValueError("not what the revision expects")

    monkeypatch.setattr(main, "migrate_when_reachable", fail_late)
    changes = {"migrations": "auto", "database_timeout": 0.05}
    app = main.create_app(settings.model_copy(update=changes))
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    try:
        with pytest.raises(ValueError, match="not what the revision expects"):
            async with app.router.lifespan_context(app), asyncio.timeout(5):
                await ended.wait()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
    assert ended.is_set()


def test_migrate_says_that_the_file_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "configure_logging", lambda _: None)
    monkeypatch.setenv("ORDER_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/file.db")
    monkeypatch.setattr("sys.argv", ["full-service", "migrate"])
    before = set(threading.enumerate())
    with pytest.raises(SystemExit, match="unable to open database file"):
        main.main()
    assert set(threading.enumerate()) <= before


def test_migrate_says_that_the_file_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader,\n" * 100)
    monkeypatch.setattr(main, "configure_logging", lambda _: None)
    monkeypatch.setenv("ORDER_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setattr("sys.argv", ["full-service", "migrate"])
    with pytest.raises(SystemExit, match="file is not a database"):
        main.main()


def test_migrate_says_that_the_database_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "locked.db"
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0)
    monkeypatch.setattr(main, "configure_logging", lambda _: None)
    monkeypatch.setenv("ORDER_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setattr("sys.argv", ["full-service", "migrate"])
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SystemExit, match="not available: database is locked"):
            main.main()
