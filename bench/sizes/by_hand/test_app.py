"""Run by `bench.sizes`: the application works, on FastStream's brokers in memory."""

from uuid import uuid4

import httpx2
import pytest
from faststream.confluent import TestKafkaBroker
from faststream.redis import TestRedisBroker
from sqlalchemy import func, select

from bench.sizes.by_hand import over_kafka, over_redis
from bench.sizes.by_hand.app import app
from bench.sizes.by_hand.relay import send_waiting
from bench.sizes.by_hand.tables import Base, OutboxRow, engine, sessions


@pytest.mark.parametrize("name", ["redis", "kafka"])
async def test_what_is_stored_is_told_and_what_is_heard_counts_once(name: str) -> None:
    """Change a user, and hear of one order twice."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://users") as client:
        user = (await client.post("/users", json={"email": f"ada@{name}.example.org", "full_name": "Ada"})).json()
        order = {"event_id": str(uuid4()), "user": user["id"]}
        if name == "redis":
            async with TestRedisBroker(over_redis.broker):
                await send_waiting(over_redis.send)
                for _ in range(2):
                    await over_redis.broker.publish(order, stream="order-service")
        else:
            async with TestKafkaBroker(over_kafka.broker):
                await send_waiting(over_kafka.send)
                for _ in range(2):
                    await over_kafka.broker.publish(order, topic="order-service")
        assert (await client.get(f"/users/{user['id']}")).json()["orders"] == 1
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 0
