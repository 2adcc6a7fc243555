"""The URL of Redis: what it may say, so that a mistake is named at the start."""

from urllib.parse import urlsplit

from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

SCHEMES = ("redis://", "rediss://", "unix://")


def check_redis_url(url: str) -> None:
    """Raise `ValueError` if a client cannot do what a URL says.

    No value is repeated: a part of the password may be anywhere.
    """
    if not url.startswith(SCHEMES):
        raise ValueError(f"must begin with {' or '.join(SCHEMES)}")
    try:
        ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call]
        parts = urlsplit(url)
    except (RedisError, TypeError, ValueError):
        raise ValueError(
            "is not a URL that the client understands; in the user and the password, "
            "percent-encode what has a meaning in one"
        ) from None
    if parts.scheme == "unix":
        if not parts.path or parts.netloc:
            raise ValueError("must name a socket, as unix:///run/redis.sock does")
    elif parts.fragment or not parts.hostname or not (parts.path[1:] or "0").isdecimal():
        raise ValueError("must be redis://HOST:PORT/NUMBER")
