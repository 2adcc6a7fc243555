"""Messages over Redis Streams (FastStream)."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
from faststream.redis import RedisBroker

from full_service.config import Settings
from full_service.handlers.in_process import InProcessPublisher
from full_service.handlers.redis_stream import OUTAGES, STREAM
from full_service.handlers.redis_subscribers import RedisSubscribers
from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.models.messages import Message
from full_service.services.background import running
from full_service.services.consumer import Consumer
from full_service.services.message_ports import Publisher
from full_service.services.ports import Storage
from full_service.services.relay import Relay

MAX_LENGTH = 1_000_000
"""Messages that a stream keeps, about: the oldest make room, handled or not."""
POLL_SECONDS = 0.2
"""How long Redis may wait for a new message before it says that there is none."""
LAST_SECONDS = 2.0
"""What sending may take when the service stops; what is left is sent when it starts again."""

log = structlog.get_logger(__name__)


class Silence:
    """A logger that says nothing: FastStream tells of each message, and of each try in an outage."""

    def log(self, level: int, msg: Any, /, **_: Any) -> None:  # noqa: ANN401 - FastStream's signature
        """Say nothing."""


def create_broker(settings: Settings) -> RedisBroker:
    """Describe the connection to Redis; nothing is opened."""
    url = settings.redis_url
    return RedisBroker(
        url.get_secret_value() if url else "redis://in-process",
        socket_connect_timeout=settings.redis_timeout,
        socket_timeout=settings.redis_timeout + POLL_SECONDS,
        graceful_timeout=settings.shutdown_timeout,
        logger=Silence(),
    )


class RedisPublisher:
    """Appends messages to a stream."""

    channel = "redis"

    def __init__(self, broker: RedisBroker) -> None:
        self._broker = broker

    async def publish(self, messages: Sequence[Message]) -> Mapping[int, str]:
        """Append all of them, or none; there is none that Redis would never take."""
        try:
            client = await self._broker.connect()
            async with client.pipeline() as pipeline:
                for message in messages:
                    await self._broker.publish(
                        message.body,
                        stream=message.destination or STREAM,
                        headers=dict(message.headers),
                        correlation_id=message.headers.get("ce_correlationid"),
                        maxlen=MAX_LENGTH,
                        pipeline=pipeline,
                    )
                await pipeline.execute()
        except OUTAGES as error:
            raise UnavailableError("message broker") from error
        return {}


class RedisMessages:
    """Sends what waits in the outbox, and hands what comes to its handlers."""

    def __init__(self, settings: Settings, storage: Storage) -> None:
        self._broker = create_broker(settings)
        self._is_in_process = settings.redis_url is None
        self._subscribers = RedisSubscribers(self._broker, Consumer(storage), settings)
        publisher: Publisher = RedisPublisher(self._broker)
        if self._is_in_process:
            publisher = InProcessPublisher("redis", self._subscribers.receiver.receive)
        self.relay = Relay(storage, publisher)

    async def check(self) -> None:
        """Raise `UnhealthyError` if messages do not come and go."""
        if self.relay.fault:
            raise UnhealthyError("messages are not sent") from self.relay.fault
        if self._subscribers.fault:
            raise UnhealthyError("messages are not read") from self._subscribers.fault

    @asynccontextmanager
    async def running(self, prepared: asyncio.Future[None]) -> AsyncIterator[None]:
        """Work until the block ends, once the database is prepared."""
        async with AsyncExitStack() as stack:
            if self._is_in_process:
                log.warning("no REDIS_URL: events stay in this process, and end with it")
            else:
                stack.push_async_callback(self._broker.stop)
            await stack.enter_async_context(self._sending(prepared))
            if not self._is_in_process:
                await stack.enter_async_context(self._subscribers.running(prepared))
            yield

    @asynccontextmanager
    async def _sending(self, prepared: asyncio.Future[None]) -> AsyncIterator[None]:
        async with running(self._send(prepared)) as sending:
            yield
            self.relay.finish()
            await asyncio.wait([sending], timeout=LAST_SECONDS)

    async def _send(self, prepared: asyncio.Future[None]) -> None:
        await asyncio.shield(prepared)
        await self.relay.run()
