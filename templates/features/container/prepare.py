"""What the image's build and its runs need to know, derived from the spec."""

from typing import NamedTuple, cast

from scaffold.spec.model import Duration, Reference, Spec

DEFAULT_PORT = 8000
START_SECONDS = 20
"""How long the first health checks may fail: the service migrates its database before it listens."""


class Container(NamedTuple):
    """How the service runs in a container."""

    base_image: str
    user: str
    port: int
    liveness: str
    check_interval: str
    check_timeout: str
    start_period: str


def prepare(spec: Spec) -> dict[str, object]:
    """Return `container`."""
    values = spec.values
    return {
        "container": Container(
            base_image=str(values["container_config"]["base_image"]),
            user=str(values["container_security"]["user"]),
            port=_listening(spec),
            liveness=str(values["health_checks"]["liveness"]),
            check_interval=_seconds(values["health_config"]["check_interval"]),
            check_timeout=_seconds(values["health_config"]["timeout"]),
            start_period=f"{START_SECONDS}s",
        )
    }


def _listening(spec: Spec) -> int:
    """Return the service's port; a gateway has its own, unless one is said as for any service."""
    port = _port(spec.values["service_config"]["port"])
    gateway = "gateway" in spec.features and port == DEFAULT_PORT
    return _port(spec.values["api_gateway"]["port"]) if gateway else port


def _port(value: object) -> int:
    """Return the port that the service listens on when the environment names no other."""
    if isinstance(value, Reference):
        return int(value.default) if value.default is not None else DEFAULT_PORT
    return int(str(value))


def _seconds(value: object) -> str:
    """Write a duration as containers read it: they know no days."""
    return f"{cast('Duration', value).seconds:g}s"
