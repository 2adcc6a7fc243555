"""HEAD wherever there is a GET (RFC 9110, section 9.3.2)."""

from starlette.types import ASGIApp, Receive, Scope, Send


class HeadMiddleware:
    """Has HEAD answered as GET, which FastAPI leaves to each route; the server drops the content."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        as_get = {**scope, "method": "GET"}
        try:
            await self._app(as_get, receive, send)
        finally:
            scope["route"] = as_get.get("route")
