"""Requests made up from the OpenAPI schema, valid and not: every answer is as the schema says."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis import Case

from full_service.config import Settings
from full_service.handlers.api import create_api
from full_service.main import create_app
from tests.databases import Databases
from tests.serving import served

schema = schemathesis.openapi.from_dict(create_api().openapi())


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    database_url = SecretStr(asyncio.run(databases.migrated()))
    with served(create_app(Settings(database_url=database_url))) as url:
        yield url


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_answers_are_as_the_schema_says(case: Case[Any], url: str) -> None:
    case.call_and_validate(base_url=url)
