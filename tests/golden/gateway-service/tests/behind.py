"""A service behind the gateway, on a real socket, which answers as a test wants."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

READY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
READY_PATH = "/ready"
SOON = 10
"""Seconds that a busy machine may need for anything."""

Reply = bytes | Callable[["Got"], AsyncIterator[bytes]]


@dataclass
class Got:
    """A request as it came."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.lower() == name]


@dataclass
class Behind:
    """What came, and what is answered: by target, otherwise an echo."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when a client went away before an answer was whole."""
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while got := await self._read(reader):
                if got.target != READY_PATH:
                    self.got.append(got)
                await self._answer(got, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.gone.set()
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Got | None:
        line = (await reader.readline()).decode("latin-1").split()
        if not line:
            return None
        got = Got(line[0], line[1], [])
        while header := (await reader.readline()).decode("latin-1").strip():
            name, _, value = header.partition(":")
            got.headers.append((name, value.strip()))
        if got.values("transfer-encoding"):
            while length := int((await reader.readline()).strip() or b"0", 16):
                got.body += await reader.readexactly(length)
                await reader.readline()
            await reader.readline()
        for length_given in got.values("content-length"):
            got.body += await reader.readexactly(int(length_given))
        return got

    async def _answer(
        self, got: Got, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        reply = self.replies.get(got.target.partition("?")[0])
        if got.target == READY_PATH and reply is None:
            writer.write(READY)
        elif reply is None:
            writer.write(answer(json.dumps(vars(got) | {"body": got.body.decode("latin-1")})))
        elif isinstance(reply, bytes):
            writer.write(reply)
            await writer.drain()
            if b"Connection: close" in reply or not reply.startswith(b"HTTP"):
                raise ConnectionResetError
        else:
            closed = asyncio.ensure_future(reader.read(1))
            async for piece in reply(got):
                if closed.done():
                    raise ConnectionResetError
                writer.write(piece)
                await writer.drain()
            closed.cancel()
            with suppress(asyncio.CancelledError):
                await closed
            raise ConnectionResetError


def answer(body: str, status: str = "200 OK", *headers: str) -> bytes:
    """Write a whole answer."""
    content = body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def chunk(text: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(text), text)


async def hangs(_: Got) -> AsyncIterator[bytes]:
    for _step in range(SOON * 100):
        await asyncio.sleep(0.01)
        yield b""


async def answers_without_end(_: Got) -> AsyncIterator[bytes]:
    yield HEAD
    while True:
        yield chunk(b"data: event\n\n")
        await asyncio.sleep(0.01)


async def trickles(_: Got) -> AsyncIterator[bytes]:
    for letter in HEAD * 100:
        yield bytes([letter])
        await asyncio.sleep(0.02)


@contextmanager
def standing_in() -> Iterator[Behind]:
    """Serve in a thread."""
    behind, started = Behind(), threading.Event()
    stop: list[Callable[[], object]] = []

    async def run() -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        stop.append(lambda: loop.call_soon_threadsafe(stopped.set))
        server = await asyncio.start_server(behind.serve, "127.0.0.1", 0)
        behind.url = "http://{}:{}".format(*server.sockets[0].getsockname())
        started.set()
        await stopped.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert started.wait(SOON)
    yield behind
    stop[0]()
    thread.join()
