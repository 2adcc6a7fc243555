"""A client that sends, waits, or has gone away."""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Receive


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Incoming:
    """A request's body, piece by piece, and whether its sender is still there."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read = asyncio.Event()

    async def body(self) -> AsyncIterator[bytes]:
        """Give the body as it comes; raise `ClientGoneError` if it does not come whole."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            more = message.get("more_body", False)
            if piece := message.get("body", b""):
                yield piece
        self._read.set()

    def has_none(self) -> None:
        """Say that there is no body to wait for."""
        self._read.set()

    async def gone(self) -> None:
        """Return when the client is gone."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
