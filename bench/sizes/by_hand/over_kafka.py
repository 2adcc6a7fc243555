"""Kafka: a topic of our events, and a group that reads those of others."""

import os

from faststream import AckPolicy
from faststream.confluent import KafkaBroker

from bench.sizes.by_hand.events import OrderPlaced, count_order
from bench.sizes.by_hand.tables import OutboxRow

broker = KafkaBroker(os.environ.get("KAFKA_BROKERS", "localhost:9092"))


async def send(row: OutboxRow) -> None:
    """Send an event to the partition of its user."""
    headers = {"id": str(row.id), "type": row.type}
    await broker.publish(row.body, topic="user-service", key=row.key.encode(), headers=headers)


@broker.subscriber(
    "order-service", group_id="user-service", auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR
)
async def on_order_placed(event: OrderPlaced) -> None:
    """Count an order."""
    await count_order(event)
