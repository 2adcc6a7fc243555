"""A server that takes the commands of Redis, and answers as a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

GREETINGS = {b"HELLO": b"%1\r\n+proto\r\n:3\r\n", b"CLIENT": b"+OK\r\n"}
"""What a client says first; every server answers that."""
NO_STREAMS = b"-ERR there are no streams here\r\n"


@asynccontextmanager
async def answering(line: bytes | None) -> AsyncIterator[str]:
    """Answer every command with a line, or with nothing; give the URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await _command(reader):
            name = words[0].upper()
            answer = NO_STREAMS if name.startswith(b"X") else GREETINGS.get(name, line)
            if answer is not None:
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()


async def _command(reader: asyncio.StreamReader) -> list[bytes]:
    """Read a command, which is a list of texts; none at the end."""
    head = await reader.readline()
    words = []
    for _ in range(int(head[1:] or 0)):
        length = int((await reader.readline())[1:])
        words.append((await reader.readexactly(length + 2))[:-2])
    return words
