"""One line in the log for each request."""

import time
from collections.abc import Container

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("access")


class AccessLogMiddleware:
    """Logs the route's template, never the path, which would make every request another one."""

    def __init__(self, app: ASGIApp, silent: Container[str | None]) -> None:
        self._app = app
        self._silent = silent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        started = time.perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            route = getattr(scope.get("route"), "path", None)
            if route not in self._silent:
                log.info(
                    "request",
                    client=(scope.get("client") or [None])[0],
                    method=scope["method"],
                    route=route,
                    status=int(status),
                    duration_ms=round((time.perf_counter() - started) * 1000, 2),
                )
