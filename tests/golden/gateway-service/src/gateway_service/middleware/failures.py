"""The last resort: a failure that nothing foresaw."""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway_service.handlers.problems import problem_response

log = structlog.get_logger(__name__)


class FailureMiddleware:
    """Logs the exception, and tells the client no more than where to look."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            log.exception("request failed")
            if started:
                raise
            response = problem_response(Request(scope), 500, "Something went wrong on our side.")
            await response(scope, receive, send)
