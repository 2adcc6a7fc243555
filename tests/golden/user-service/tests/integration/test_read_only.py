"""The server answers, but takes no changes, as after a failover."""

import os

import asyncpg
import httpx2
import pytest
from pydantic import SecretStr

from tests.databases import Databases
from tests.samples import SAMPLES
from user_service.config import Settings
from user_service.handlers.health import READY

SAMPLE = next(iter(SAMPLES.values()))

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="needs a server")


@pytest.fixture
async def settings(databases: Databases) -> Settings:
    database_url = await databases.migrated()  # of its own
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await connection.close()
    return Settings(database_url=SecretStr(database_url), migrations="job")


async def test_service_says_so(client: httpx2.AsyncClient) -> None:
    assert (await client.get(READY)).status_code == 503
    assert (await client.get(SAMPLE.path)).status_code == 200
    headers = {"Idempotency-Key": "one"}
    answer = await client.post(SAMPLE.path, json=SAMPLE.new(1), headers=headers)
    assert answer.status_code == 503
