"""Which service a path belongs to."""

import re
from collections.abc import Collection, Iterable
from contextlib import suppress

from gateway_service.models.errors import RefusedPathError
from gateway_service.models.messages import Route

STRIPPED = b"/api"
"""What is taken off the paths: the services behind do not know it."""

ROUTES = [
    Route("user-service", "/api/users/*"),
    Route("user-service", "/api/teams/*"),
    Route("order-service", "/api/orders/*"),
]

REFUSED = re.compile(
    rb"""
    //                                 # an empty part, which some read as none
    | /\.\.?(?=/|$)                    # a step up, or none
    | [\x00-\x20\\;\x7f-\xff]          # what no path has, or some services read as a separator
    | %(?![0-9A-Fa-f]{2})              # half of an escape
    | %(?:[01][0-9A-Fa-f]|7[Ff])       # a control character
    | %(?:2[EeFf]|3[Bb]|5[Cc])         # one of `./;\`, in disguise
    """,
    re.VERBOSE,
)
"""What a gateway and a service could read in two ways, so that a check of one is none of the other."""


class RouteTable:
    """Finds the route of a path; of several that fit, the longest."""

    def __init__(self, routes: Iterable[Route], stripped: bytes = STRIPPED) -> None:
        self._exact: dict[bytes, Route] = {}
        below: list[tuple[bytes, Route]] = []
        for route in routes:
            path = route.path.encode()
            if path.endswith(b"/*"):
                below.append((path.removesuffix(b"*"), route))
            else:
                self._exact[path] = route
        self._below = sorted(below, key=lambda each: len(each[0]), reverse=True)
        self._stripped = stripped

    def find(self, path: bytes) -> Route | None:
        """Return the route; raise `RefusedPathError` for a path that could be read in two ways."""
        if REFUSED.search(path):
            raise RefusedPathError
        if path in self._exact:
            return self._exact[path]
        with_end = path + b"/"
        return next((route for start, route in self._below if with_end.startswith(start)), None)

    def behind(self, path: bytes) -> bytes:
        """Return the path by which the service knows it."""
        if (path + b"/").startswith(self._stripped + b"/"):
            return path.removeprefix(self._stripped) or b"/"
        return path

    def before(self, path: bytes, service: str) -> bytes | None:
        """Return the path by which clients know what a service calls so; None if no route leads there."""
        for public in (self._stripped + path, path):
            with suppress(RefusedPathError):
                route = self.find(public)
                if route is not None and route.service == service:
                    return public
        return None

    def location(self, given: bytes, service: str) -> bytes:
        """Return where a service's `Location` is for clients."""
        path, mark, query = given.partition(b"?")
        public = self.before(path, service) if path.startswith(b"/") else None
        return given if public is None else public + mark + query

    def services(self) -> Collection[str]:
        """Return the services that there are routes to."""
        routes = [*self._exact.values(), *(route for _, route in self._below)]
        return sorted({route.service for route in routes})


def permits(route: Route, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may use a route: whoever has none may use nothing."""
    return bool(roles) if route.roles is None else not route.roles.isdisjoint(roles)
