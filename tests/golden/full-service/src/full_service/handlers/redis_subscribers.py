"""A consumer of a group that shares the work of a stream."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import structlog
from faststream import AckPolicy, Context, StreamMessage
from faststream.exceptions import NackMessage
from faststream.redis import BinaryMessageFormatV1, RedisBroker, StreamSub
from faststream.redis.message import bDATA_KEY
from redis.exceptions import ResponseError

from full_service.config import Settings
from full_service.handlers.delivery import Receiver, received
from full_service.handlers.redis_stream import OUTAGES, STREAM
from full_service.models.messages import Message
from full_service.services.background import running
from full_service.services.consumer import Consumer

GROUP = "order_workers"
REPLAYS = f"{STREAM}.{GROUP}.replays"
"""Dead letters that come again to this service alone."""

BATCH = 50
POLL_MS = 200
LOOK_FOR_LEFT_MS = 1000
STREAMS = (STREAM, REPLAYS)
CONSUMER = f"{socket.gethostname()}-{os.getpid()}"

RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


def subscriptions(left_after_ms: int) -> list[StreamSub]:
    """Describe what this process reads: new messages, replays, and what other consumers left."""
    return [
        *(
            StreamSub(
                stream,
                group=GROUP,
                consumer=CONSUMER,
                batch=True,
                max_records=BATCH,
                polling_interval=POLL_MS,
            )
            for stream in STREAMS
        ),
        *(
            StreamSub(
                stream,
                group=GROUP,
                consumer=CONSUMER,
                batch=True,
                min_idle_time=left_after_ms,
                polling_interval=LOOK_FOR_LEFT_MS,
            )
            for stream in STREAMS
        ),
    ]


async def unread(
    records: Mapping[str, Any], otherwise: Callable[[Mapping[str, Any]], Awaitable[Any]]
) -> StreamMessage[Any]:
    """Leave the records as they are: FastStream takes it that each is JSON, and loses all if one is not."""
    message: StreamMessage[Any] = await otherwise({**records, "data": []})
    message.raw_message = records
    return message


class RedisSubscribers:
    """Reads for the handlers."""

    def __init__(self, broker: RedisBroker, consumer: Consumer, settings: Settings) -> None:
        self._broker = broker
        self.receiver = Receiver(consumer, "redis", REPLAYS)
        self._left_after_ms = int(settings.message_timeout * 1000)
        self.fault: Exception | None = None
        """Why messages are not read."""
        for stream in subscriptions(self._left_after_ms):
            subscriber = broker.subscriber(stream=stream, ack_policy=AckPolicy.NACK_ON_ERROR)
            subscriber(self._take, parser=unread)

    @asynccontextmanager
    async def running(self, prepared: asyncio.Future[None]) -> AsyncIterator[None]:
        """Read until the block ends, and let the handlers finish what they have."""
        async with running(self._keep_running(prepared)):
            yield
        self.receiver.stop()
        for subscriber in self._broker.subscribers:
            await subscriber.stop()
        with suppress(*OUTAGES):
            await self._hand_back()

    async def _take(self, message: Annotated[StreamMessage[Any], Context()]) -> None:
        if not await self.receiver.receive(_messages(message.raw_message["data"])):
            raise NackMessage

    async def _keep_running(self, prepared: asyncio.Future[None]) -> None:
        """Start to read, and again where Redis comes late, or has lost its groups."""
        await asyncio.shield(prepared)
        while True:
            try:
                await self._start()
            except OUTAGES as error:
                if self.fault is None:
                    log.warning("messages are not read", cause=repr(error))
                self.fault = error
            else:
                self.fault = None
            await asyncio.sleep(RETRY_SECONDS)

    async def _start(self) -> None:
        client = await self._broker.connect()
        await client.ping()
        stopped = [each for each in self._broker.subscribers if not each.running]
        for stream in STREAMS if stopped else ():
            # FastStream would begin with what comes next, and pass over what waits already.
            with suppress(ResponseError):
                await client.xgroup_create(stream, GROUP, id="0", mkstream=True)
        for subscriber in stopped:
            await subscriber.start()

    async def _hand_back(self) -> None:
        """Let others have at once what this process took and did not handle.

        Who has nothing leaves the group, which would remember each process that there ever was.
        """
        client = await self._broker.connect()
        for stream in STREAMS:
            taken = await client.xpending_range(
                stream, GROUP, min="-", max="+", count=2 * BATCH, consumername=CONSUMER
            )
            ids = [each["message_id"] for each in taken]
            if ids:
                await client.xclaim(
                    stream, GROUP, CONSUMER, 0, [*ids], idle=self._left_after_ms, justid=True
                )
            else:
                await client.xgroup_delconsumer(stream, GROUP, CONSUMER)


def _messages(records: Iterable[Mapping[bytes, bytes]]) -> Iterator[Message]:
    for record in records:
        body, headers = BinaryMessageFormatV1.parse(record.get(bDATA_KEY, b""))
        yield received(headers, body)
