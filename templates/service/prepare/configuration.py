"""Where the values of settings come from: the spec's own, or a variable of the environment that it names."""

from dataclasses import dataclass
from typing import cast

from scaffold.spec.model import Duration, Reference, Spec

from .strings import quoted

HOST = "127.0.0.1"
PORT = 8000


@dataclass(frozen=True, slots=True)
class Bound:
    """A setting: its environment variable, and the code of its default."""

    env: str
    default: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the manifests' settings and the templates read."""

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
    watches_database: bool
    """Whether the service is ready only while its database answers."""


def configuration(spec: Spec) -> Configuration:
    """Derive the settings of a service."""
    values = spec.values
    prefix = f"{spec.package.upper()}_"
    own = cast("dict[str, object]", values["service_databases"].get(spec.package, {}))
    listen, health = values["service_config"], values["health_config"]
    url = listen["database_url"]
    return Configuration(
        prefix=prefix,
        host=_bound(listen["host"], f"{prefix}HOST", HOST),
        port=_bound(listen["port"], f"{prefix}PORT", PORT),
        database_url=Bound(
            url.name if isinstance(url, Reference) else f"{prefix}DATABASE_URL",
            f'SecretStr("sqlite:///{spec.package}.db")',
        ),
        schema=str(own.get("schema", spec.package)),
        pool_size=int(str(values["performance_config"]["db_pool_size"])),
        migrations=str(own.get("migrations", "auto")),
        health_interval=_seconds(health["check_interval"]),
        health_timeout=_seconds(health["timeout"]),
        watches_database=values["health_checks"]["dependencies"] is True
        and "database" in cast("list[str]", health["dependencies"]),
    )


def _bound(value: object, variable: str, otherwise: str | int) -> Bound:
    if isinstance(value, Reference):
        return Bound(value.name, _code(value.default if value.default is not None else otherwise, otherwise))
    return Bound(variable, _code(value, otherwise))


def _code(value: object, like: str | int) -> str:
    return quoted(str(value)) if isinstance(like, str) else str(int(str(value)))


def _seconds(value: object) -> str:
    return f"{cast('Duration', value).seconds:g}"
