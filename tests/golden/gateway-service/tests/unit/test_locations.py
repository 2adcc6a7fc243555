import pytest
from structlog.testing import capture_logs

from gateway_service.config import ConfigurationError, Settings, load_settings, variable
from gateway_service.models.errors import UnavailableError
from gateway_service.repositories.locations import (
    SERVICES,
    KnownLocations,
    Rotation,
    open_locations,
)

SERVICE = SERVICES[0]
SETTING = f"{SERVICE.replace('-', '_')}_url"


@pytest.fixture
def variable_of_service() -> str:
    return variable(SETTING)


async def test_service_is_where_its_variable_says(
    monkeypatch: pytest.MonkeyPatch, variable_of_service: str
) -> None:
    monkeypatch.setenv(variable_of_service, "https://host.example:8443/shop/")
    monkeypatch.setenv(variable("service_base_url"), "http://all.example")
    locations = KnownLocations.of(load_settings())
    assert await locations.locate(SERVICE) == ["https://host.example:8443/shop"]


async def test_service_without_a_url_is_where_all_others_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable("service_base_url"), "http://all.example")
    with capture_logs() as logs:
        async with open_locations(load_settings()) as locations:
            assert await locations.locate(SERVICE) == ["http://all.example"]
    assert logs == []


async def test_service_without_an_address_is_not_available(variable_of_service: str) -> None:
    with capture_logs() as logs:
        async with open_locations(Settings()) as locations:
            with pytest.raises(UnavailableError) as raised:
                await locations.locate(SERVICE)
    assert variable_of_service in raised.value.reason
    assert variable_of_service in logs[0]["not_set"]


@pytest.mark.parametrize(
    "url",
    [
        "host:80",
        "ftp://host",
        "http://",
        "http://host:99999",
        "http://host:0",
        "http://user:secret@host",
        "http://host/?key=secret",
        "http://host/#secret",
    ],
)
def test_url_that_is_no_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable_of_service: str, url: str
) -> None:
    monkeypatch.setenv(variable_of_service, url)
    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert str(raised.value).startswith(f"{variable_of_service}: ")
    assert "secret" not in str(raised.value)


def test_replicas_take_turns() -> None:
    rotation = Rotation()
    urls = ["http://one", "http://two", "http://three"]
    first = [rotation.choose(SERVICE, urls) for _ in range(3)]
    assert sorted(first) == sorted(urls)
    assert [rotation.choose(SERVICE, urls) for _ in range(3)] == first
    assert rotation.choose("another", ["http://alone"]) == "http://alone"
