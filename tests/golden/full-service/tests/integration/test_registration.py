"""The replica in Consul: in the stand-in, or in the real one that `TEST_CONSUL_URL` names."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from uuid import uuid4

import httpx2
import pytest
import structlog

from full_service import __version__
from full_service.config import ConfigurationError, Settings, load_settings, variable
from full_service.main import create_app
from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.repositories.consul import open_consul
from full_service.repositories.consul_registry import HEALTH_PATH, ConsulRegistry, this_replica
from full_service.services.health import HealthMonitor
from tests.consul import Catalogue, any_consul

UNSET = dict.fromkeys(("registration_id", "registration_address", "registration_port"))
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with any_consul() as catalogue:
        yield catalogue


@pytest.fixture
def registered(settings: Settings, catalogue: Catalogue) -> Settings:
    """Settings of a replica that no other test has."""
    name = f"service-{uuid4().hex}"
    own = {**UNSET, "registration_name": name, "registration_id": f"{name}:1"}
    listens = {"host": "127.0.0.1", "port": 8123}
    return settings.model_copy(update={**own, **listens, "consul_url": catalogue.url})


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - it is elsewhere
            await asyncio.sleep(0.05)


async def test_replica_is_there_until_the_service_drains(
    registered: Settings, catalogue: Catalogue
) -> None:
    replica_id = str(registered.registration_id)
    app = create_app(registered)
    async with app.router.lifespan_context(app):
        await until(lambda: catalogue.replica(replica_id))
        found = catalogue.replica(replica_id) or {}
        assert found["Service"] == registered.registration_name
        assert (found["Address"], found["Port"]) == ("127.0.0.1", 8123)
        assert found["Meta"] == {"version": __version__}
        states = catalogue.states(registered.registration_name)
        assert states[f"{replica_id}:reports"] == "passing"
        assert f"{replica_id}:answers" in states

        app.state.health.drain()
        await until(lambda: catalogue.replica(replica_id) is None)


async def test_state_is_told(registered: Settings, catalogue: Catalogue) -> None:
    app = create_app(registered)
    check = f"{registered.registration_id}:reports"

    def told(state: str) -> bool:
        return catalogue.states(registered.registration_name).get(check) == state

    async def fail() -> None:
        raise UnhealthyError("is broken")

    async with app.router.lifespan_context(app):
        await until(lambda: told("passing"))
        for required, state in [(False, "warning"), (True, "critical")]:
            app.state.health.watch(f"part {required}", fail, required=required)
            await app.state.health.check()
            await until(partial(told, state))


def test_health_is_where_it_is_asked_for(client: httpx2.AsyncClient) -> None:
    with asyncio.Runner() as runner:
        assert runner.run(client.get(HEALTH_PATH)).status_code == 200


async def test_is_told_anew_to_a_consul_that_forgot_it(
    registered: Settings, catalogue: Catalogue
) -> None:
    consul = open_consul(registered)
    assert consul is not None
    registry = ConsulRegistry(consul, registered)
    health = HealthMonitor("1", interval=1, timeout=1).health
    await registry.register(health)
    assert await registry.report(health)
    await registry.deregister()
    assert not await registry.report(health)
    await registry.deregister()
    assert catalogue.replica(str(registered.registration_id)) is None
    await consul.aclose()


async def test_service_without_consul_says_so_once(settings: Settings) -> None:
    app = create_app(settings)
    with structlog.testing.capture_logs() as logs:
        async with app.router.lifespan_context(app):
            assert app.state.health.health.status == "up"
    assert [line["event"] for line in logs if "CONSUL_URL" in line["event"]] == [
        "no CONSUL_URL: others do not find this replica by its name"
    ]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"host": "192.0.2.7"}, ("192.0.2.7", "192.0.2.7", 8000)),
        ({"registration_address": "shop.example"}, ("shop.example", "shop.example", 8000)),
        ({"host": "::1", "registration_port": 80}, ("::1", "::1", 80)),
        ({"host": EVERYWHERE}, ("", "127.0.0.1", 8000)),
    ],
)
async def test_what_the_settings_do_not_say_is_found_out(
    settings: Settings, values: dict[str, object], wanted: tuple[str, str, int]
) -> None:
    own = settings.model_copy(update={**UNSET, "port": 8000, **values})
    replica = await this_replica(own, httpx2.URL("http://127.0.0.1"))
    assert (replica.address, replica.asked_at, replica.port) == wanted
    assert replica.id == f"{replica.name}-{replica.asked_at}-{replica.port}"


async def test_address_towards_a_consul_elsewhere(settings: Settings) -> None:
    own = settings.model_copy(update={**UNSET, "host": "::", "registration_id": "one"})
    replica = await this_replica(own, httpx2.URL("http://127.0.0.1:8500"))
    assert replica.id == "one"
    with pytest.raises(UnavailableError):
        await this_replica(own, httpx2.URL("http://nowhere.invalid"))


def test_port_that_is_open_has_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSUL_URL", "http://127.0.0.1:8500")
    monkeypatch.setenv(variable("port"), "0")
    monkeypatch.setenv(variable("registration_port"), "0")
    with pytest.raises(ConfigurationError, match=variable("registration_port")):
        load_settings()
