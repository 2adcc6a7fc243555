"""How the service talks to Consul, and what its health says of it."""

import socket
from pathlib import Path

import pytest
from fastapi import FastAPI, Response

from full_service.config import ConfigurationError, Settings, load_settings
from full_service.main import create_app
from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.repositories.consul import Consul, UnknownToConsulError, open_consul
from tests.consul import StandIn, any_consul
from tests.serving import served

URL = "CONSUL_URL"


async def reason(url: str, seconds: float = 2) -> str:
    """Return why Consul does not work."""
    consul = Consul(url, seconds)
    with pytest.raises(UnhealthyError) as error:
        await consul.check()
    await consul.aclose()
    return str(error.value)


async def test_works() -> None:
    with any_consul() as catalogue:
        consul = Consul(catalogue.url, 2)
        await consul.check()
        with pytest.raises(UnknownToConsulError):
            await consul.ask("GET", "/v1/agent/service/nobody")
        await consul.aclose()


async def test_token_is_sent(settings: Settings) -> None:
    with served(StandIn("secret").app) as url:
        assert await reason(url) == "refuses the token"
        values = {"consul_url": url, "consul_token": "secret"}
        consul = open_consul(Settings(**{**settings.model_dump(), **values}))
        assert consul is not None
        await consul.check()
        await consul.aclose()


async def test_has_no_leader() -> None:
    stand_in = StandIn()
    stand_in.leader = ""
    with served(stand_in.app) as url:
        assert await reason(url) == "has no leader"


async def test_is_another_server() -> None:
    app = FastAPI()
    with served(app) as url:
        assert await reason(url) == "cannot be used"
        app.get("/v1/status/leader")(lambda: Response("<html>"))
        assert await reason(url) == "cannot be used"


async def test_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        assert await reason(url, 0.05) == "does not answer in time"
    assert await reason(url) == "cannot be reached"
    consul = Consul(url, 1)
    with pytest.raises(UnavailableError):
        await consul.ask("GET", "/v1/agent/services")
    await consul.aclose()


async def test_service_without_it_is_degraded_and_ready(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"consul_url": "http://127.0.0.1:9"}))
    async with app.router.lifespan_context(app):
        health = app.state.health.health
    assert (health.status, health.ready) == ("degraded", True)
    assert health.reasons["consul"] == "cannot be reached"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("localhost:8500", "must be http://HOST:PORT"),
        ("ftp://localhost", "must be http://HOST:PORT"),
        ("http://", "must be http://HOST:PORT"),
        ("http://user:secret@localhost", "must hold no password"),
        ("http://localhost:port", "Port"),
    ],
)
def test_url_that_is_none(url: str, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, url)
    with pytest.raises(ConfigurationError, match=problem) as error:
        load_settings()
    assert "secret" not in str(error.value)


def test_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "authority.pem"
    monkeypatch.setenv(URL, "https://localhost:8501")
    monkeypatch.setenv("CONSUL_CACERT", str(file))
    for content in (None, "no certificate"):
        if content:
            file.write_text(content)
        with pytest.raises(ConfigurationError, match=r"CONSUL_CACERT: .* holds no certificates"):
            load_settings()
