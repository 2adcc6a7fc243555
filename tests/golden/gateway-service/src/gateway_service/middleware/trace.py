"""The trace of each request, in all lines of the log, and in the requests that this service sends."""

from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from gateway_service.models import trace

HEADER = b"traceparent"


class TraceMiddleware:
    """Goes on with the caller's trace if it names one, else begins one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            given = next((value for name, value in scope["headers"] if name == HEADER), b"")
            bind_contextvars(trace_id=trace.begin(given.decode("latin-1")))
        await self._app(scope, receive, send)
