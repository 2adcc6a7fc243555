"""When whoever asked will wait no longer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-Timeout-Ms"
"""Says how many milliseconds a caller will wait."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def remaining() -> float | None:
    """Return the seconds left to answer the request that is being handled; None without a limit."""
    deadline = _deadline.get()
    return None if deadline is None else deadline - time.monotonic()


def in_milliseconds(seconds: float) -> str:
    """Write the seconds that a caller will wait as the header has them."""
    return str(max(0, int(seconds * 1000)))


@contextmanager
def within(seconds: float) -> Iterator[float]:
    """Set a limit for what is done in the block, unless there is a shorter one; give the seconds left."""
    left = remaining()
    shorter = seconds if left is None else min(seconds, left)
    token = _deadline.set(time.monotonic() + shorter)
    try:
        yield shorter
    finally:
        _deadline.reset(token)
