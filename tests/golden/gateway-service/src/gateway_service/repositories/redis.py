"""The connection to Redis."""

from pydantic import SecretStr
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig

from gateway_service.models.health import UnhealthyError

PREFIX = "gateway-service:"
"""What the names of all keys of the service begin with."""
CHECKED_KEY = f"{PREFIX}health"
CHECKED_SECONDS = 60

REASONS: dict[type[Exception], str] = {
    exceptions.OutOfMemoryError: "is full",
    exceptions.ReadOnlyError: "takes no changes",
    exceptions.AuthenticationError: "refuses the user",
    exceptions.AuthorizationError: "refuses the user",
    exceptions.NoPermissionError: "refuses the user",
    exceptions.BusyLoadingError: "is starting",
    exceptions.ConnectionError: "cannot be reached",
    exceptions.TimeoutError: "does not answer in time",
}
"""What the service's health says of an error: the first that fits."""

NO_NOTIFICATIONS = MaintNotificationsConfig(enabled=False)
"""Redis is not asked to tell of its maintenance: a client that is told does not look whether a
connection of its pool was closed meanwhile, and the first questions to a server that was started
again would fail, one for each of them."""


def connect(url: SecretStr, timeout: float) -> Redis:
    """Make a client that opens connections as they are needed, and asks once."""
    return Redis.from_url(
        url.get_secret_value(),
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        maint_notifications_config=NO_NOTIFICATIONS,
    )


async def check_redis(client: Redis) -> None:
    """Raise `UnhealthyError` unless Redis takes a value."""
    try:
        await client.set(CHECKED_KEY, b"", ex=CHECKED_SECONDS)
    except exceptions.RedisError as error:
        reasons = [reason for kind, reason in REASONS.items() if isinstance(error, kind)]
        raise UnhealthyError(next(iter(reasons), "cannot be used")) from error
