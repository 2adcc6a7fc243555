"""The stream that carries the messages of the services."""

from redis.exceptions import RedisError

STREAM = "order_events"

OUTAGES = (RedisError, OSError, TimeoutError)
"""What redis-py raises while Redis is away, starting or full."""
