from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
import structlog
from fastapi import FastAPI

from gateway_service.config import PREFIX, Settings, variable
from gateway_service.main import create_app, create_server
from tests.behind import Behind, standing_in
from tests.serving import running


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the variables and the `.env` of the developer from all that is made for the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        for name in Settings.model_fields:
            patch.delenv(variable(name), raising=False)
            patch.delenv(f"{PREFIX}{name}".upper(), raising=False)
        yield


@pytest.fixture(autouse=True)
def _tracebacks_as_python_has_them() -> None:
    """Show no variables in the logs of tests: to draw an application takes seconds."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.fixture(autouse=True)
def _folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def behind() -> Iterator[Behind]:
    """Stand in for all services behind the gateway."""
    with standing_in() as behind:
        yield behind


@pytest.fixture
def settings(behind: Behind) -> Settings:
    return Settings(
        service_base_url=behind.url,
        host="127.0.0.1",
        port=0,
        upstream_timeout=0.5,
        stream_timeout=0.5,
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def address(app: FastAPI, settings: Settings) -> Iterator[tuple[str, int]]:
    server = create_server(app, settings)
    server.config.lifespan = "on"
    with running(server) as address:
        yield address


@pytest.fixture
async def client(address: tuple[str, int]) -> AsyncIterator[httpx2.AsyncClient]:
    host, port = address
    async with httpx2.AsyncClient(base_url=f"http://{host}:{port}", timeout=10) as client:
        yield client
