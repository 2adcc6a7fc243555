"""Stop in order: unready first, then the requests in flight, then the rest."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
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
                last = (b"connection", b"close")
                message["headers"] = [*message.get("headers", ()), last]
            await send(message)

        await self._app(scope, receive, send_last)


class DrainingServer(uvicorn.Server):
    """Stops after SIGTERM as a load balancer needs it.

    For `delay` seconds it goes on serving, so that `/ready` is seen to fail. Then it accepts no
    connection, and waits as long again for the idle ones: a request may be on its way on them, and
    its answer says that the connection ends.
    """

    def __init__(self, config: uvicorn.Config, drain: Callable[[], None], delay: float) -> None:
        super().__init__(config)
        self.interrupted = False
        self._drain = drain
        self._delay = delay
        self._stopping = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        """Begin to stop; a second signal, or Ctrl-C, does not wait."""
        self._drain()
        if sig == signal.SIGTERM and not self._stopping:
            asyncio.get_running_loop().call_later(self._delay, self._stop)
        else:
            self.force_exit = self.should_exit and sig == signal.SIGINT
            self.interrupted = sig == signal.SIGINT
            self._delay = 0
            self._stop()
        self._stopping = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no more, let idle connections run out, and finish the requests in flight."""
        last = [each for server in self.servers for each in stop_listening(server)]
        for connected in last:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connected)
        stopped = time.monotonic()
        while self.server_state.connections and time.monotonic() - stopped < self._delay:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)

    def _stop(self) -> None:
        self.should_exit = True

    def _protocol(self) -> asyncio.Protocol:
        options = {"server_state": self.server_state, "app_state": self.lifespan.state}
        return self.config.http_protocol_class(config=self.config, **options)  # type: ignore[call-arg]


def stop_listening(server: asyncio.Server) -> list[socket.socket]:
    """Close a server; return the connections that it had not accepted yet: closing resets them."""
    accepted: list[socket.socket] = []
    for listener in server.sockets:
        with listener.dup() as own, suppress(OSError):
            own.settimeout(0)
            while True:
                connected, _ = own.accept()
                connected.settimeout(0)
                accepted.append(connected)
    server.close()
    return accepted
