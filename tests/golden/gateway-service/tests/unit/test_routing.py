import pytest

from gateway_service.models.messages import Route
from gateway_service.services.routing import RouteTable, permits

TABLE = RouteTable(
    [
        Route("users", "/api/users/*"),
        Route("teams", "/api/users/teams/*"),
        Route("one", "/api/users/one"),
        Route("site", "/site/*"),
    ],
    stripped=b"/api",
)


@pytest.mark.parametrize(
    ("path", "service", "there"),
    [
        (b"/api/users", "users", b"/users"),
        (b"/api/users/", "users", b"/users/"),
        (b"/api/users/1", "users", b"/users/1"),
        (b"/api/users/teams/1", "teams", b"/users/teams/1"),
        (b"/api/users/one", "one", b"/users/one"),
        (b"/api/users/one/1", "users", b"/users/one/1"),
        (b"/site/api", "site", b"/site/api"),
        (b"/api/usersx", None, b"/usersx"),
        (b"/api", None, b"/"),
        (b"/apiary", None, b"/apiary"),
    ],
)
def test_longest_route_counts(path: bytes, service: str | None, there: bytes) -> None:
    route = TABLE.find(path)
    assert (route.service if route else None) == service
    assert TABLE.behind(path) == there


def test_route_of_all_paths() -> None:
    table = RouteTable([Route("all", "/*")], stripped=b"")
    assert {table.find(path) for path in (b"/", b"/a/b")} == {Route("all", "/*")}
    assert table.behind(b"/a") == b"/a"
    assert table.services() == ["all"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"/users/1?a", b"/api/users/1?a"),
        (b"/api/users/1", b"/api/users/1"),
        (b"/others/1", b"/others/1"),
        (b"/users/../1", b"/users/../1"),
        (b"users/1", b"users/1"),
    ],
)
def test_location_is_one_that_clients_know(given: bytes, told: bytes) -> None:
    assert TABLE.location(given, "users") == told


@pytest.mark.parametrize(
    ("needed", "has", "permitted"),
    [
        (None, {"reader"}, True),
        (None, set(), False),
        ({"admin"}, {"reader"}, False),
        ({"admin", "support"}, {"support", "reader"}, True),
    ],
)
def test_roles(needed: set[str] | None, has: set[str], permitted: bool) -> None:  # noqa: FBT001
    route = Route("users", "/users", None if needed is None else frozenset(needed))
    assert permits(route, has) is permitted
