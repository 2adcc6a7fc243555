"""Where the values of settings come from: the spec's own, or a variable of the environment that it names."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from scaffold.spec.model import Duration, Reference, Spec

from .strings import quoted, quoted_for_toml

HOST = "127.0.0.1"
PORT = 8000
POOL_SIZE = 20


class Bound(NamedTuple):
    """A setting: its environment variable, and the code of its default."""

    env: str
    default: str


class Configuration(NamedTuple):
    """What the manifests' settings and the templates read."""

    about: str
    """What the service is, on one line."""
    description: str
    """The same, as TOML has it."""
    prefix: str
    """What the names of the service's own variables begin with."""
    host: Bound
    port: Bound
    database_url: Bound
    schema: str
    pool_size: int
    migrations: str
    health_interval: str
    health_timeout: str
    layers: Mapping[str, str]
    """What each of the package's modules and folders holds, as a cell of a table."""
    watches_database: bool
    """Whether the service is ready only while its database answers."""


def configuration(spec: Spec) -> Configuration:
    """Derive the settings of a service."""
    prefix = f"{spec.package.upper()}_"
    own = cast("dict[str, object]", _section(spec, "service_databases").get(spec.package, {}))
    listen, health = _section(spec, "service_config"), _section(spec, "health_config")
    url = listen.get("database_url")
    structure = cast("dict[str, str]", _section(spec, "service_structure").get("src", {}))
    about = " ".join(str(_section(spec, "service_template").get("description", "")).split())
    return Configuration(
        about=about,
        description=quoted_for_toml(about),
        prefix=prefix,
        host=_bound(listen.get("host", HOST), f"{prefix}HOST", HOST),
        port=_bound(port_of(spec), f"{prefix}PORT", PORT),
        database_url=Bound(
            url.name if isinstance(url, Reference) else f"{prefix}DATABASE_URL",
            f'SecretStr("sqlite:///{spec.package}.db")',
        ),
        schema=str(own.get("schema", spec.package)),
        pool_size=int(str(_section(spec, "performance_config").get("db_pool_size", POOL_SIZE))),
        migrations=str(own.get("migrations", "auto")),
        health_interval=_seconds(health.get("check_interval"), "30"),
        health_timeout=_seconds(health.get("timeout"), "5"),
        layers={name: _cell(text) for name, text in structure.items()},
        watches_database=_section(spec, "health_checks").get("dependencies") is True
        and "database" in cast("list[str]", health.get("dependencies", [])),
    )


def port_of(spec: Spec) -> object:
    """Return the port to listen on: a gateway's own, unless it is said as for any service."""
    port = _section(spec, "service_config").get("port", PORT)
    gateway = _section(spec, "api_gateway").get("port", PORT) if "gateway" in spec.features else PORT
    return gateway if port == PORT else port


def _cell(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).replace("|", "\\|")


def _bound(value: object, variable: str, otherwise: str | int) -> Bound:
    if isinstance(value, Reference):
        return Bound(value.name, _code(value.default if value.default is not None else otherwise, otherwise))
    return Bound(variable, _code(value, otherwise))


def _code(value: object, like: str | int) -> str:
    return quoted(str(value)) if isinstance(like, str) else str(int(str(value)))


def _seconds(value: object, otherwise: str) -> str:
    return f"{value.seconds:g}" if isinstance(value, Duration) else otherwise


def _section(spec: Spec, name: str) -> Mapping[str, object]:
    return spec.values.get(name, {})
