"""The routes of a gateway, and what it does with every request."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from scaffold.graph.model import Edge, Node
from scaffold.spec.model import Rate, Spec

AMOUNT, WINDOW = 1000, 60


class Route(NamedTuple):
    """A path, the service that it leads to, and the roles that may use it; None for all."""

    service: str
    path: str
    roles: tuple[str, ...] | None


class Gateway(NamedTuple):
    """What the manifest and the templates read."""

    routes: tuple[Route, ...]
    stripped: str
    limited: bool
    amount: int
    window: int
    authenticated: bool
    guarded: bool
    cors: bool


def prepare(spec: Spec) -> Iterator[tuple[str, Gateway]]:
    """Yield what the templates read."""
    own, middleware = _section(spec, "api_gateway"), _section(spec, "gateway_middleware")
    access = cast("dict[str, list[str]]", _section(spec, "gateway_access"))
    routes = cast("dict[str, list[str]]", _section(spec, "gateway_routes"))
    rate = middleware.get("rate_limiting")
    authenticated = middleware.get("authentication") == "jwt" and "security" in spec.features
    yield (
        "gateway",
        Gateway(
            routes=tuple(
                Route(service.replace("_", "-"), path, tuple(sorted(access[service])) if service in access else None)
                for service, paths in routes.items()
                for path in paths
            ),
            stripped=str(own.get("strip_prefix", "")).rstrip("/"),
            limited="gateway_rates" in spec.features,
            amount=rate.events if isinstance(rate, Rate) else AMOUNT,
            window=max(1, round(rate.per_seconds)) if isinstance(rate, Rate) else WINDOW,
            authenticated=authenticated,
            guarded=authenticated and middleware.get("authorization") == "rbac",
            cors="gateway_cors" in spec.features,
        ),
    )


def _section(spec: Spec, name: str) -> Mapping[str, object]:
    return spec.values.get(name, {})


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw which paths lead to which service."""
    _, gateway = next(prepare(spec))
    for route in gateway.routes:
        yield Node(route.service, "outside", route.service)
        yield Edge(spec.name, route.service, "routes", route.path)
