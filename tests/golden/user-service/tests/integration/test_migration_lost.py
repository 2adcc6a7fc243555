"""A migration loses its server, or a lock."""

import os

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from tests.databases import Databases
from user_service.config import Settings
from user_service.migrations import postgresql
from user_service.migrations.runner import exclusive_connection
from user_service.models.errors import UnavailableError

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="needs a server")


@pytest.fixture
async def empty(databases: Databases) -> Settings:
    return Settings(database_url=SecretStr(await databases.empty()))


async def test_lost_connection_may_be_retried(empty: Settings) -> None:
    with pytest.raises(UnavailableError):
        async with exclusive_connection(empty) as connection:
            await connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_lock_is_not_waited_for_without_end(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "WAIT_SECONDS", 0.1)
    async with exclusive_connection(empty):
        with pytest.raises(UnavailableError):
            async with exclusive_connection(empty):
                pass


async def test_wrong_statement_is_not_retried(empty: Settings) -> None:
    with pytest.raises(DBAPIError):
        async with exclusive_connection(empty) as connection:
            await connection.execute(sa.text("SELECT nothing"))
