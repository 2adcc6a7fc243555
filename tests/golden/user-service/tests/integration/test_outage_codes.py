"""What the server's errors mean: that it cannot now, or that the service is wrong."""

import os
from typing import Any

import asyncpg
import httpx2
import pytest
from pydantic import SecretStr

from tests.databases import Databases
from tests.samples import SAMPLES, body
from user_service.config import Settings

SAMPLE = next(iter(SAMPLES.values()))

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="needs a server")

NOT_NOW = [
    "disk_full",
    "out_of_memory",
    "too_many_connections",
    "admin_shutdown",
    "cannot_connect_now",
    "query_canceled",
    "lock_not_available",
    "deadlock_detected",
    "serialization_failure",
    "read_only_sql_transaction",
    "io_error",
]
WRONG = ["undefined_column", "undefined_function", "insufficient_privilege", "internal_error"]

FUNCTION = """
CREATE OR REPLACE FUNCTION {schema}.fail() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a secret' USING ERRCODE = '{code}'; END $$
"""
TRIGGER = """
CREATE TRIGGER fail BEFORE INSERT ON {schema}."{table}" EXECUTE FUNCTION {schema}.fail()
"""


@pytest.fixture
async def settings(databases: Databases) -> Settings:
    url = await databases.migrated()  # of its own
    return Settings(database_url=SecretStr(url), migrations="job")


async def test_each_code(client: httpx2.AsyncClient, settings: Settings) -> None:
    sent, schema = await body(client, SAMPLE), settings.database_schema
    server = await asyncpg.connect(settings.database_url.get_secret_value())
    answers: dict[str, Any] = {}
    await server.execute(FUNCTION.format(schema=schema, code="disk_full"))
    await server.execute(TRIGGER.format(schema=schema, table=SAMPLE.table))
    for code in NOT_NOW + WRONG:
        await server.execute(FUNCTION.format(schema=schema, code=code))
        answer = await client.post(SAMPLE.path, json=sent)
        answers[code] = answer.status_code, answer.headers.get("Retry-After")
        assert "secret" not in answer.text
    await server.close()
    expected = dict.fromkeys(NOT_NOW, (503, "1")) | dict.fromkeys(WRONG, (500, None))
    assert answers == expected
