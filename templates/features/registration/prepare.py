"""Where the values that are registered come from."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.graph.model import Edge
from scaffold.spec.model import Reference, Spec


class Bound(NamedTuple):
    """A setting: its environment variable, and the code of its default."""

    env: str
    default: str


class Registration(NamedTuple):
    """What the manifest reads."""

    name: Bound
    id: Bound
    address: Bound
    port: Bound


def prepare(spec: Spec) -> Iterator[tuple[str, Registration]]:
    """Yield the settings of what is registered."""
    config = spec.values.get("registration_config", {})
    prefix = f"{spec.package.upper()}_REGISTRATION_"
    yield (
        "registration",
        Registration(
            name=_bound(config.get("service_name"), f"{prefix}NAME", spec.name),
            id=_bound(config.get("service_id"), f"{prefix}ID"),
            address=_bound(config.get("service_address"), f"{prefix}ADDRESS"),
            port=_bound(config.get("service_port"), f"{prefix}PORT"),
        ),
    )


def _bound(value: object, variable: str, otherwise: str | None = None) -> Bound:
    if isinstance(value, Reference):
        return Bound(value.name, _code(otherwise if value.default is None else value.default))
    return Bound(variable, _code(otherwise if value is None else value))


def _code(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def graph(spec: Spec) -> Iterator[Edge]:
    """Draw that others find the service in Consul."""
    yield Edge(spec.name, "registry:consul", "uses", "registers")
