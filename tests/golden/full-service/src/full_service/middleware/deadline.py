"""The time that a caller has left, which ends the work on its request."""

import asyncio
import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from full_service.handlers.problems import problem_response
from full_service.models import deadline

HEADER = deadline.HEADER.lower().encode()
SANE = re.compile(rb"[0-9]{1,9}")


class DeadlineMiddleware:
    """Stops when the caller will wait no longer: 504, or an answer that is cut."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        given = _given(scope)
        if given is None:
            await self._app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            with deadline.within(given) as seconds:
                async with asyncio.timeout(seconds):
                    await self._app(scope, receive, send_and_note)
        except TimeoutError:
            if started:
                raise
            over = "The time that the caller gave is over."
            response = problem_response(Request(scope), 504, over)
            await response(scope, receive, send)


def _given(scope: Scope) -> float | None:
    """Return the seconds that the caller waits; None if it does not say so, or says nonsense."""
    if scope["type"] != "http":
        return None
    value = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return int(value) / 1000 if SANE.fullmatch(value) else None
