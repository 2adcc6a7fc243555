"""Limits for what a client does before its request is whole, where no middleware sees it."""

import asyncio
import math
import re
import socket
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from gateway_service.handlers.problems import problem_response
from gateway_service.middleware.request_id import RequestIdMiddleware

UPGRADE = re.compile(rb"\r\nupgrade:(?=[ \t]*h2c)", re.IGNORECASE)
"""An offer of HTTP/2, as Java's client makes it: httptools would take the body for HTTP/2."""

CHECK_SECONDS = 1.0
MAX_HEAD_SIZE = 65_536
"""Bytes that may come which are not of a body: a request line with its headers, or trailers."""


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell a client that there are too many."""
    request, headers = Request(scope), {"Retry-After": "1", "Connection": "close"}
    detail = "The service has too many connections; try again later."
    await problem_response(request, 503, detail, headers=headers)(scope, receive, send)


FULL = RequestIdMiddleware(refuse)


class LimitedProtocol(HttpToolsProtocol):
    """Cuts off a client that sends for too long or without end; answers one that half-closes."""

    cycle: RequestResponseCycle | None  # type: ignore[assignment]  # none before a request

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - uvicorn's
        timeout: float,
        max_connections: int,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*arguments, **options)
        self._timeout = timeout
        self._max_connections = max_connections
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = math.inf
        self._receiving = False
        self._head_size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._deadline = self.loop.time() + self._timeout
        self._end_if_late()
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            # The same for an answer that the client does not take; the kernel measures that.
            milliseconds = int(self._timeout * 1000)
            connected = transport.get_extra_info("socket")
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what the client sends, unless it is a head without end."""
        self._head_size += len(data)
        if not self._receiving and UPGRADE.search(data):
            head, end, body = data.partition(b"\r\n\r\n")
            data = UPGRADE.sub(b"\r\nX-Upgrade:", head) + end + body
        super().data_received(data)
        if self._head_size > MAX_HEAD_SIZE:
            self._refuse(431)
        elif math.isinf(self._deadline) and not (self._receiving or self._answering):
            # An empty line, which ended uvicorn's wait for a request, and is none.
            self._deadline = self.loop.time() + self._timeout

    def on_message_begin(self) -> None:
        """Wait for the end of a request."""
        super().on_message_begin()
        is_full = len(self.connections) >= self._max_connections
        self.app = FULL if is_full else self.config.loaded_app
        self._receiving = True
        self._deadline = self.loop.time() + self._timeout

    def on_body(self, body: bytes) -> None:
        """Pass on a piece of the body, whose size is not ours to limit."""
        super().on_body(body)
        self._head_size = 0

    def on_message_complete(self) -> None:
        """Pass on the end of the request; uvicorn waits for the next one."""
        super().on_message_complete()
        self._receiving = False
        self._deadline = math.inf
        self._head_size = 0

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the connection until a request that has come whole is answered."""
        if self.cycle is None or not self._answering:
            return False
        self.cycle.keep_alive = False
        return True

    def shutdown(self) -> None:
        """Close the connection, unless a request is on its way: its answer will be the last."""
        if not self._receiving:
            super().shutdown()

    @property
    def _answering(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    @property
    def _answerable(self) -> bool:
        """Whether the client would take an answer for that to the request which is on its way."""
        if self.cycle is None or not self._receiving:
            return self._receiving
        if self.cycle.response_complete:
            return not self.cycle.more_body
        return self.cycle.more_body and not self.cycle.response_started

    def _end_if_late(self) -> None:
        waits_for_us = self._answering or self.flow.read_paused
        if self.loop.time() >= self._deadline and not waits_for_us:
            self._refuse(408)
        else:
            self._timer = self.loop.call_later(CHECK_SECONDS, self._end_if_late)

    def _refuse(self, status: int) -> None:
        if self._answerable:
            self.logger.warning("Request refused with %d.", status)
            head = b"content-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(STATUS_LINE[status] + head)
        self.transport.close()
