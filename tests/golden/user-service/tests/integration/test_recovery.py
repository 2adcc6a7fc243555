"""PostgreSQL goes away under the service, and comes back."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from tests.samples import SAMPLES, make
from user_service.config import Settings
from user_service.handlers.health import LIVE, READY

SAMPLE = next(iter(SAMPLES.values()))

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="needs a server")


class Proxy:
    """Stands between the service and its database, and can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._writers += [writer, back]
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Proxy]:
    parts = urlsplit(database_url)
    proxy = Proxy(parts.hostname or "", parts.port or 5432)
    await proxy.start()
    yield proxy
    await proxy.cut()


@pytest.fixture
def settings(database_url: str, proxy: Proxy) -> Settings:
    parts = urlsplit(database_url)
    user = parts.netloc.rpartition("@")[0]
    url = parts._replace(netloc=f"{user}@127.0.0.1:{proxy.port}").geturl()
    return Settings(database_url=SecretStr(url), database_timeout=1)


async def until_ready(client: httpx2.AsyncClient, status: int) -> None:
    async with asyncio.timeout(5):
        while (await client.get(READY)).status_code != status:  # noqa: ASYNC110 - what a probe does
            await asyncio.sleep(0.02)


async def test_cut_and_back(client: httpx2.AsyncClient, proxy: Proxy) -> None:
    made = await make(client, SAMPLE)
    url = f"{SAMPLE.path}/{made['id']}"
    assert (await client.get(READY)).status_code == 200

    await proxy.cut()
    await until_ready(client, 503)
    refused = await client.get(url)
    assert refused.status_code == 503
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert (await client.get(LIVE)).status_code == 200

    await proxy.start()
    await until_ready(client, 200)
    assert (await client.get(url)).json() == made
