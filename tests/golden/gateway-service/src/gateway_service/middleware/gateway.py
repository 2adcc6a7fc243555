"""Requests that are for the services behind, and all others."""

from collections.abc import Container

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway_service.handlers.errors import service_error
from gateway_service.handlers.headers import without_claims
from gateway_service.handlers.proxy import pass_on, path_of
from gateway_service.handlers.requests import services
from gateway_service.models.errors import RefusedPathError


class GatewayMiddleware:
    """Passes on what has a route; the rest is for the gateway itself."""

    def __init__(self, app: ASGIApp, own: Container[str]) -> None:
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or path_of(Request(scope)).decode("latin-1") in self._own:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            route = services(request).routes.find(path_of(request))
        except RefusedPathError as error:
            response = await service_error(request, error)
            await response(scope, receive, send)
            return
        if route is None:
            await self._app(scope, receive, send)
        else:
            scope["route"] = route
            await pass_on(route, scope, receive, send)


class ClaimsMiddleware:
    """Takes away what clients say of themselves and of the way that a request came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            scope["headers"] = without_claims(scope["headers"])
        await self._app(scope, receive, send)
