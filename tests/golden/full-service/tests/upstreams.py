"""Other services to call in tests, which do as they are told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from full_service.repositories.locations import KnownLocations
from full_service.repositories.resilience import Guards, Limits
from full_service.repositories.rest import CallLimits, RestClient

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]

NAME = "stock-service"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def says(status: int, body: str = "", *headers: str, kind: str = "application/json") -> Behaviour:
    """Answer."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        content = body.encode()
        lines = [f"HTTP/1.1 {status} Some", f"Content-Length: {len(content)}", *headers]
        lines += [f"Content-Type: {kind}"] if content else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await writer.drain()

    return answer


def writes(raw: bytes) -> Behaviour:
    """Write some bytes, and close the connection."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        writer.close()

    return answer


async def hangs(_: asyncio.StreamWriter) -> None:
    """Take a request, and say nothing."""
    await asyncio.sleep(60)


async def resets(writer: asyncio.StreamWriter) -> None:
    """Break the connection."""
    writer.transport.abort()


async def drips(writer: asyncio.StreamWriter) -> None:
    """Answer a byte at a time, so that no read takes long."""
    writer.write(HEAD + b"Content-Length: 10000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def never_ends(writer: asyncio.StreamWriter) -> None:
    """Answer as much as is taken."""
    writer.write(HEAD + b"\r\n")
    while True:
        writer.write(b" " * 100_000)
        await writer.drain()


@dataclass
class Upstream:
    """A service on a socket: it does one thing after the other, and the last one from then on."""

    behaviours: list[Behaviour]
    requests: list[str] = field(default_factory=list)
    """The head of each."""
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lengths = [line for line in head.lower().split("\r\n") if "content-length" in line]
                await reader.readexactly(int(lengths[0].partition(":")[2]) if lengths else 0)
                behaviour = self.behaviours[min(len(self.requests), len(self.behaviours) - 1)]
                self.requests.append(head)
                await behaviour(writer)


@asynccontextmanager
async def upstream(*behaviours: Behaviour) -> AsyncIterator[Upstream]:
    """Run one."""
    made = Upstream(list(behaviours))
    connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(made.serve(reader, writer))
        connections.add(task)
        task.add_done_callback(lambda _: writer.close())

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    made.url = "http://{}:{}".format(*server.sockets[0].getsockname())
    try:
        yield made
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


@asynccontextmanager
async def client_of(  # noqa: PLR0913 - each test sets one or two
    url: str | None,
    *,
    whole: float = 5,
    one_try: float = 2,
    retries: int = 0,
    in_flight: int = 10,
    token: str | None = None,
) -> AsyncIterator[RestClient]:
    """Call what is at an address."""

    async def authorization() -> str | None:
        return token

    client = RestClient(
        NAME,
        locations=KnownLocations({NAME: url}),
        guard=Guards(Limits(open_seconds=0.5, in_flight=in_flight)).of(NAME),
        limits=CallLimits(whole=whole, one_try=one_try, retries=retries, connections=in_flight),
        authorization=authorization,
    )
    try:
        yield client
    finally:
        await client.close()
