"""Requests to the services behind the gateway, and their answers, piece by piece."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import httpcore2
import structlog

from gateway_service.config import Settings
from gateway_service.models import deadline
from gateway_service.models.errors import (
    BadAnswerError,
    LateAnswerError,
    RefusedRequestError,
    UnavailableError,
)
from gateway_service.models.health import UnhealthyError
from gateway_service.models.messages import Answer, Call
from gateway_service.repositories.locations import Locations, Rotation
from gateway_service.repositories.resilience import Guard, Guards

DEADLINE = deadline.HEADER.lower().encode()
READY = b"/ready"
IDLE_SECONDS = 30
"""How long a connection is kept for the next request: less than the services keep theirs."""
REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"})
"""Methods of requests that may go to another replica, where one takes no connection."""
TRIES = 2
FAILING = frozenset({502, 503, 504})
"""Answers by which a service, or what stands before it, says that it does not work."""

log = structlog.get_logger(__name__)


class Failing(Exception):  # noqa: N818 - not an error of ours
    """A service answers that it does not work: for the breaker, which counts what is raised."""

    def __init__(self, response: httpcore2.Response) -> None:
        super().__init__(response.status)
        self.response = response


class HttpUpstreams:
    """One pool of connections for all services."""

    def __init__(self, locations: Locations, guards: Guards, settings: Settings) -> None:
        self._locations = locations
        self._guards = guards
        self._rotation = Rotation()
        self._seconds = settings.upstream_timeout
        self._idle_seconds = settings.stream_timeout
        self._pool = httpcore2.AsyncConnectionPool(
            max_connections=settings.upstream_connections, keepalive_expiry=IDLE_SECONDS
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def check(self, service: str) -> None:
        """Raise `UnhealthyError` unless a service says that it is ready."""
        async with self.ask(Call(service, b"GET", READY, [])) as answer:
            if answer.status != 200:  # noqa: PLR2004
                raise UnhealthyError("is not ready")

    @asynccontextmanager
    async def ask(self, call: Call) -> AsyncIterator[Answer]:
        """Send a request; hold the answer until the block ends.

        Raise `UnavailableError`, `LateAnswerError` or `BadAnswerError` if there is none. What goes
        wrong later is raised by the body as `BadAnswerError`.
        """
        guard = self._guards.of(call.service)
        async with guard.place():
            response = await self._answered(guard, call)
            try:
                yield Answer(response.status, response.headers, _body(response, call.service))
            finally:
                await response.aclose()

    async def _answered(self, guard: Guard, call: Call) -> httpcore2.Response:
        """Return the beginning of the answer of one of the replicas."""
        urls = await self._locations.locate(call.service)
        again = call.body is None and call.method in REPEATABLE
        for _ in range(TRIES - 1 if again else 0):
            try:
                return await self._try(guard, call, self._rotation.choose(call.service, urls))
            except UnavailableError as error:
                if not isinstance(error.__cause__, httpcore2.ConnectError):
                    raise
        return await self._try(guard, call, self._rotation.choose(call.service, urls))

    async def _try(self, guard: Guard, call: Call, url: str) -> httpcore2.Response:
        """Ask one replica; what the client does wrong meanwhile is no failure of the service."""
        outcome: httpcore2.Response | Exception = LateAnswerError(call.service)
        try:
            async with guard.attempt():
                try:
                    outcome = await self._send(call, url)
                except (BadAnswerError, LateAnswerError, UnavailableError):
                    raise
                except Exception as error:  # noqa: BLE001 - whatever the body of the request raises
                    outcome = error
                _require_working(outcome)
        except Failing as failing:
            return failing.response
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _send(self, call: Call, url: str) -> httpcore2.Response:
        left = deadline.remaining()
        seconds = self._seconds if left is None else min(self._seconds, left)
        base = httpcore2.URL(url)
        target = base.target.rstrip(b"/") + call.target
        timeouts = {"connect": seconds, "pool": seconds, "write": self._idle_seconds}
        with _errors(call.service):
            async with asyncio.timeout(None) as patience:
                request = httpcore2.Request(
                    call.method,
                    httpcore2.URL(
                        scheme=base.scheme, host=base.host, port=base.port, target=target
                    ),
                    headers=[
                        (b"host", urlsplit(url).netloc.encode()),
                        *call.headers,
                        (DEADLINE, deadline.in_milliseconds(seconds).encode()),
                    ],
                    content=_sent(call.body, patience, seconds),
                    extensions={"timeout": timeouts},
                )
                response = await self._pool.handle_async_request(request)
                timeouts["read"] = self._idle_seconds
        return response


def _require_working(outcome: httpcore2.Response | Exception) -> None:
    if isinstance(outcome, httpcore2.Response) and outcome.status in FAILING:
        raise Failing(outcome)


async def _sent(
    body: AsyncIterable[bytes] | None, patience: asyncio.Timeout, seconds: float
) -> AsyncIterator[bytes]:
    """Pass a body on; from its end on, the service has so many seconds to begin its answer."""
    if body is not None:
        async for piece in body:
            yield piece
    patience.reschedule(asyncio.get_running_loop().time() + seconds)


async def _body(response: httpcore2.Response, service: str) -> AsyncIterator[bytes]:
    with _errors(service):
        async for piece in response.aiter_stream():
            yield piece


@contextmanager
def _errors(service: str) -> Iterator[None]:
    """Say what a failure means for whoever waits for the answer."""
    try:
        yield
    except (httpcore2.ConnectError, httpcore2.PoolTimeout) as error:
        raise UnavailableError(service) from error
    except (TimeoutError, httpcore2.TimeoutException) as error:
        raise LateAnswerError(service) from error
    except httpcore2.LocalProtocolError as error:
        raise RefusedRequestError from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise BadAnswerError(service) from error
