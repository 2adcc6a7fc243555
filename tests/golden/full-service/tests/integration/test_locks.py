"""Locks in a database that other services share."""

import os
from contextlib import AsyncExitStack

import pytest

from full_service.config import Settings
from full_service.models.errors import RequestInProgressError
from full_service.repositories.drivers import open_database

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="needs a server")


async def test_services_of_other_schemas_have_locks_of_their_own(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        mine = await open_database(settings, on_lost=lambda: None)
        stack.push_async_callback(mine.close)
        schema = {"database_schema": "another"}
        other = await open_database(settings.model_copy(update=schema), on_lost=lambda: None)
        stack.push_async_callback(other.close)
        again = await open_database(settings, on_lost=lambda: None)
        stack.push_async_callback(again.close)
        async with mine.write("key"):
            async with other.write("key"):
                pass
            with pytest.raises(RequestInProgressError):
                async with again.write("key"):
                    pytest.fail("the lock is held twice")
