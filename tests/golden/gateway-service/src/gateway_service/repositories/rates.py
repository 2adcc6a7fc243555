"""How many requests each caller has made: in Redis for all replicas, or in this process."""

import time

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis import exceptions
from redis.asyncio import Redis

from gateway_service.models.messages import Allowance
from gateway_service.repositories.redis import PREFIX

PAUSE_SECONDS = 5
"""How long Redis is not asked after it has failed."""

log = structlog.get_logger(__name__)


class CountedRates:
    """Counts in a window that slides; while Redis is away, each replica counts for itself."""

    def __init__(self, amount: int, seconds: int, redis: Redis | None) -> None:
        self._limit = RateLimitItemPerSecond(amount, seconds)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None if redis is None else _limiter(redis)
        self._paused_until = 0.0

    async def count(self, caller: str) -> Allowance:
        """Count one more request of a caller."""
        if self._shared is not None and time.monotonic() >= self._paused_until:
            try:
                return await self._counted(self._shared, caller)
            except (exceptions.RedisError, OSError) as error:
                self._paused_until = time.monotonic() + PAUSE_SECONDS
                log.warning("rate limits are counted in this process", cause=repr(error))
        return await self._counted(self._own, caller)

    async def _counted(self, limiter: SlidingWindowCounterRateLimiter, caller: str) -> Allowance:
        allowed = await limiter.hit(self._limit, caller)
        stats = await limiter.get_window_stats(self._limit, caller)
        return Allowance(
            limit=self._limit.amount,
            window=self._limit.get_expiry(),
            remaining=stats.remaining,
            seconds=max(1, round(stats.reset_time - time.time())),
            exhausted=not allowed,
        )


def _limiter(redis: Redis) -> SlidingWindowCounterRateLimiter:
    """Count over the connections that the service has already."""
    storage: Storage = RedisStorage(
        "async+redis://",
        implementation="redispy",
        key_prefix=f"{PREFIX}rates",
        connection_pool=redis.connection_pool,  # type: ignore[arg-type] # its own documentation has it
    )
    return SlidingWindowCounterRateLimiter(storage)
