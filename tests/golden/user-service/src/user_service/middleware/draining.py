"""Stop in order: unready first, then the requests in flight, then the rest."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class DrainingMiddleware:
    """While the service drains, each response ends its connection, so that none is cut later."""

    def __init__(self, app: ASGIApp, draining: Callable[[], bool]) -> None:
        self._app = app
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start" and self._draining():
                message["headers"].append((b"connection", b"close"))
            await send(message)

        await self._app(scope, receive, send_last)


class DrainingServer(uvicorn.Server):
    """Keeps serving for a while after SIGTERM, so that load balancers see `/ready` fail first."""

    def __init__(self, config: uvicorn.Config, drain: Callable[[], None], delay: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._delay = delay
        self._stopping = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal, or Ctrl-C, does not wait."""
        self._drain()
        if sig == signal.SIGTERM and not self._stopping:
            self._stopping = True
            asyncio.get_running_loop().call_later(self._delay, super().handle_exit, sig, frame)
        else:
            super().handle_exit(sig, frame)
