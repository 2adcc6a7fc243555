import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr

from full_service.config import PREFIX, Settings, variable
from full_service.main import create_app
from tests.databases import Databases, new_databases
from tests.tokens import carry_token


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the variables and the `.env` of the developer from all that is made for the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        for name in Settings.model_fields:
            patch.delenv(variable(name), raising=False)
            patch.delenv(f"{PREFIX}{name}".upper(), raising=False)
        patch.setenv("KAFKA_BROKERS", "none")
        yield


@pytest.fixture(autouse=True)
def _tracebacks_as_python_has_them() -> None:
    """Show no variables in the logs of tests: to draw an application takes seconds."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.fixture(autouse=True)
def _folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = new_databases(tmp_path_factory.mktemp("databases"))
    yield made
    asyncio.run(made.close())


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    url = await databases.migrated()
    yield url
    await databases.take_back(url)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=SecretStr(database_url), migrations="job")


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        carry_token(app, client)
        yield client
