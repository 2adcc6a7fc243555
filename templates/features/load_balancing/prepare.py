"""What nginx is told of the replicas."""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple, cast

from scaffold.graph.model import Edge, Node
from scaffold.spec.model import Duration, Spec

METHODS = {
    "least_connections": "least_conn;",
    "round_robin": "",
    "ip_hash": "ip_hash;",
}
"""nginx's names; without one, replicas take turns."""
FAILURES = 3
"""How many requests a replica may fail before it is left alone."""


class Balancer(NamedTuple):
    """What the templates read."""

    upstream: str
    method: str
    """The line that chooses replicas."""
    checks: str
    """What is said of each replica."""
    next_upstream: str


def prepare(spec: Spec) -> Iterator[tuple[str, Balancer]]:
    """Yield what the templates read."""
    balancing, config = spec.values["load_balancing"], spec.values["lb_config"]
    method = "ip_hash" if balancing["session_affinity"] else str(balancing["algorithm"])
    interval = cast("Duration", config["health_check_interval"]).seconds
    yield (
        "balancer",
        Balancer(
            upstream=str(config["nginx_upstream"]),
            method=METHODS[method],
            checks=_checks(interval) if balancing["health_checks"] else "max_fails=0",
            next_upstream="error timeout" if config["failover"] == "automatic" else "off",
        ),
    )


def _checks(interval: float) -> str:
    """Write the interval in whole seconds, as nginx reads it."""
    return f"max_fails={FAILURES} fail_timeout={ceil(interval)}s"


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw nginx before the replicas."""
    yield Node(f"balancer:{spec.name}", "balancer", "nginx")
    yield Edge(f"balancer:{spec.name}", spec.name, "routes")
