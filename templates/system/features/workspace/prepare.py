"""What the workspace's files say of each service."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from scaffold.spec import Spec
from scaffold.spec.model import Reference

LOOPBACK = "127.0.0.1"


class Service(NamedTuple):
    """What the templates read of a service."""

    name: str
    package: str
    title: str
    purpose: str
    port: int
    url_variable: str
    drain_variable: str
    store: str
    entities: tuple[str, ...]
    redis_variable: str | None
    """The environment variable with the URL of Redis, where the service has use for one."""

    @property
    def url(self) -> str:
        """Where the service listens on this machine."""
        return f"http://{LOOPBACK}:{self.port}"


STORES = {"postgresql": "PostgreSQL", "mongodb": "MongoDB", "sqlite": "SQLite"}


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield the services, and the variable of Redis where one of them has use for it."""
    purposes = cast("Mapping[str, str]", spec.values.get("services", {}))
    services = tuple(_service(each, purposes) for each in spec.services)
    yield "members", services
    yield "redis_variables", tuple(sorted({each.redis_variable for each in services if each.redis_variable}))


def _port(spec: Spec) -> object:
    """Give the port that a service listens on: a gateway has one of its own, unless the spec says another."""
    if "gateway" in spec.features and spec.document.find(("service_config", "port")) is None:
        return spec.values["api_gateway"]["port"]
    return spec.values["service_config"]["port"]


def _service(spec: Spec, purposes: Mapping[str, str]) -> Service:
    config = spec.values["service_config"]
    port = _port(spec)
    url = config.get("redis_url")
    has_entities = bool(spec.entities)
    return Service(
        name=spec.name,
        package=spec.package,
        title=spec.title,
        purpose=purposes.get(spec.package, ""),
        port=port.default if isinstance(port, Reference) and isinstance(port.default, int) else cast("int", port),
        url_variable=f"{spec.package.upper()}_URL",
        drain_variable=f"{spec.package.upper()}_DRAIN_DELAY",
        store=STORES[str(spec.values["service_template"]["database"])] if has_entities else "none",
        entities=tuple(entity.path for entity in spec.entities),
        redis_variable=url.name if "redis" in spec.features and isinstance(url, Reference) else None,
    )
