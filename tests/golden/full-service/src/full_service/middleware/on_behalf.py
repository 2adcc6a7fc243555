"""The caller's token, for the calls of other services that its request leads to."""

from starlette.types import ASGIApp, Receive, Scope, Send

from full_service.models import on_behalf

HEADER = b"authorization"


class OnBehalfMiddleware:
    """Remembers the token for as long as the request lasts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        headers = scope["headers"] if scope["type"] == "http" else ()
        given = next((value for name, value in headers if name == HEADER), b"")
        with on_behalf.caller(given.decode("latin-1")):
            await self._app(scope, receive, send)
