"""Redis: a stream of our events, and a group that reads those of others."""

import os

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub

from bench.sizes.by_hand.events import OrderPlaced, count_order
from bench.sizes.by_hand.tables import OutboxRow

broker = RedisBroker(os.environ.get("REDIS_URL", "redis://localhost:6379"))


async def send(row: OutboxRow) -> None:
    """Append an event to the stream."""
    headers = {"id": str(row.id), "type": row.type, "key": row.key}
    await broker.publish(row.body, stream="user-service", headers=headers)


@broker.subscriber(
    stream=StreamSub("order-service", group="user-service", consumer="one", max_records=50),
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_order_placed(event: OrderPlaced) -> None:
    """Count an order."""
    await count_order(event)


@broker.subscriber(
    stream=StreamSub("order-service", group="user-service", consumer="one-again", min_idle_time=30_000),
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_order_left_behind(event: OrderPlaced) -> None:
    """Count an order that another consumer has left."""
    await count_order(event)
