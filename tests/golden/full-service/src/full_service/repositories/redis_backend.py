"""Bytes under names in Redis."""

import re
from collections.abc import Sequence
from typing import cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from full_service.repositories.redis import NO_NOTIFICATIONS

CONNECTIONS = 20
RUN_ID = re.compile(rb"run_id:(\w+)")


class Server:
    """The server that was connected to last, as a process of its own."""

    def __init__(self, epochs: Sequence[str]) -> None:
        self._epochs = epochs
        self._run_id: bytes | None = None

    async def greet(self, connection: AbstractConnection) -> None:
        """Begin a connection. What another process than before has kept does not count.

        A server that was started again has its last snapshot, and a replica that took over lacks
        what was on its way: both may have values whose change they have not heard of.
        """
        await connection.on_connect()
        await connection.send_command("INFO", "server")
        found = RUN_ID.search(bytes(await connection.read_response() or b""))
        run_id = found[1] if found else None
        if run_id is None or run_id != self._run_id:
            await connection.send_command("UNLINK", *self._epochs)
            await connection.read_response()
            self._run_id = run_id


class RedisBackend:
    """A client that asks once, and waits until who asks gives it up.

    All methods raise `RedisError` if that fails.
    """

    def __init__(self, url: str, epochs: Sequence[str], timeout: float) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            # Who asks has a time-out for all of it; one more for each step costs more than the step.
            timeout=None,
            socket_timeout=None,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
            maint_notifications_config=NO_NOTIFICATIONS,
            redis_connect_func=Server(epochs).greet,
        )
        self._redis = Redis.from_pool(pool)

    async def get_many(self, *names: str) -> Sequence[bytes | None]:
        """Return what is kept under each name."""
        return cast("list[bytes | None]", await self._redis.mget(names))

    async def set(
        self, name: str, value: bytes, expire: float | None, *, exist: bool | None = None
    ) -> bool:
        """Keep a value, for some seconds; if so asked, only where there is none."""
        milliseconds = None if expire is None else max(1, int(expire * 1000))
        kept = await self._redis.set(name, value, px=milliseconds, nx=exist is False)
        return bool(kept)

    async def delete_many(self, *names: str) -> None:
        """Keep nothing under these names."""
        await self._redis.unlink(*names)

    async def close(self) -> None:
        """Close every connection."""
        await self._redis.aclose()
