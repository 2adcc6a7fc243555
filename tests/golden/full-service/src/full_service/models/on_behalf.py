"""On whose behalf a request is handled: other services are called in the same name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

BEARER = re.compile(r"Bearer [A-Za-z0-9._~+/-]+=*", re.IGNORECASE)

_authorization: ContextVar[str | None] = ContextVar("authorization", default=None)


@contextmanager
def caller(authorization: str) -> Iterator[None]:
    """Keep the caller's token in the block; what else proves who it is is for this service alone."""
    token = _authorization.set(authorization if BEARER.fullmatch(authorization) else None)
    try:
        yield
    finally:
        _authorization.reset(token)


async def authorization() -> str | None:
    """Return the value of `Authorization` for a call; None if nobody asked for it."""
    return _authorization.get()
