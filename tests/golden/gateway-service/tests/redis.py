"""A server that takes the commands of Redis, and answers as a test wants."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

Answers = Mapping[bytes, bytes]
GREETINGS = {b"HELLO": b"%1\r\n+proto\r\n:3\r\n", b"CLIENT": b"+OK\r\n"}
"""What a client says first; every server answers that."""
NO_STREAMS = b"-ERR there are no streams here\r\n"


@asynccontextmanager
async def answering(
    line: bytes | None, others: Answers | None = None, *, port: int = 0
) -> AsyncIterator[str]:
    """Answer every command with a line, or with nothing, but for some others; give the URL."""
    answers = GREETINGS | dict(others or {})
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        while words := await _command(reader):
            name = words[0].upper()
            answer = NO_STREAMS if name.startswith(b"X") else answers.get(name, line)
            if answer is not None:
                writer.write(answer)

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        for writer in writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def _command(reader: asyncio.StreamReader) -> list[bytes]:
    """Read a command, which is a list of texts; none at the end."""
    head = await reader.readline()
    words = []
    for _ in range(int(head[1:] or 0)):
        length = int((await reader.readline())[1:])
        words.append((await reader.readexactly(length + 2))[:-2])
    return words
