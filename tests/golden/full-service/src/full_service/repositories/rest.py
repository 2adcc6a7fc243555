"""Calls of another service over HTTP: in time, again where they may be repeated, and no more than it can take."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import httpx2
import stamina
from structlog.contextvars import bound_contextvars, get_contextvars

from full_service.models import deadline, trace
from full_service.models.errors import UnavailableError
from full_service.repositories.locations import Locations, Rotation
from full_service.repositories.resilience import Guard
from full_service.repositories.rest_answers import CallFailedError, RefusedError, read_answer

FIRST_WAIT = 0.1
LONGEST_WAIT = 2.0
JITTER = 0.2
"""Seconds before a second try, before a late one, and by how much they differ at random."""

NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class CallLimits:
    """How long calls may take, in seconds, and how often one is tried again."""

    whole: float
    one_try: float
    retries: int
    connections: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as it is sent."""

    method: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    repeatable: bool = False
    """Whether it does no more if it is carried out twice."""


class RestClient:
    """Calls one other service."""

    def __init__(
        self,
        service: str,
        *,
        locations: Locations,
        guard: Guard,
        limits: CallLimits,
        authorization: Callable[[], Awaitable[str | None]],
    ) -> None:
        self.service = service
        self._locations = locations
        self._rotation = Rotation()
        self._guard = guard
        self._limits = limits
        self._authorization = authorization
        self._retrying = stamina.AsyncRetryingCaller(
            attempts=1 + limits.retries,
            timeout=None,
            wait_initial=FIRST_WAIT,
            wait_max=LONGEST_WAIT,
            wait_jitter=JITTER,
            wait_exp_base=2,
        )
        self._http = httpx2.AsyncClient(
            # What is set for one caller must not go out with the call of another one.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx2.Limits(max_connections=limits.connections),
            timeout=limits.one_try,
            trust_env=False,
            headers={"User-Agent": "full-service"},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, call: Call, read: Callable[[bytes], ResultT]) -> ResultT:
        """Make a call, and read its answer.

        Raise `RefusedError` where the service answers that it does not do what is asked, and
        `UnavailableError` where it does not answer in time, or cannot be understood.
        """
        with deadline.within(self._limits.whole) as seconds, bound_contextvars(calls=self.service):
            try:
                async with asyncio.timeout(seconds), self._guard.place():
                    return await self._retrying(partial(_when_again, call), self._once, call, read)
            except (CallFailedError, TimeoutError) as error:
                raise UnavailableError(self.service) from error

    async def _once(self, call: Call, read: Callable[[bytes], ResultT]) -> ResultT:
        replicas = await self._locations.locate(self.service)
        url = self._rotation.choose(self.service, replicas)
        headers = await self._headers(call)
        async with self._guard.attempt():
            answer = await self._exchange(url, call, headers, read)
        if isinstance(answer, CallFailedError | RefusedError):
            raise answer
        return answer

    async def _exchange(
        self, url: str, call: Call, headers: Mapping[str, str], read: Callable[[bytes], ResultT]
    ) -> ResultT | CallFailedError | RefusedError:
        """Return what was answered; raise `CallFailedError` where the service failed."""
        try:
            async with (
                asyncio.timeout(self._limits.one_try),
                self._http.stream(
                    call.method,
                    url + call.path,
                    params=call.params,
                    headers=headers,
                    content=call.content,
                ) as response,
            ):
                return await read_answer(response, read)
        except NEVER_SENT as error:
            raise CallFailedError(repr(error), temporary=True, never_sent=True) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            raise CallFailedError(repr(error), temporary=True) from error

    async def _headers(self, call: Call) -> dict[str, str]:
        seconds = deadline.remaining() or 0
        known = {
            "Accept": "application/json, application/problem+json",
            "Accept-Encoding": "identity",
            "Authorization": await self._authorization(),
            "X-Request-ID": get_contextvars().get("request_id"),
            deadline.HEADER: deadline.in_milliseconds(seconds),
            "traceparent": trace.trace_parent(),
            **call.headers,
        }
        return {name: value for name, value in known.items() if value is not None}


def _when_again(call: Call, error: Exception) -> bool | float:
    """Say whether to try again, or after how many seconds, where the service names a time."""
    if not isinstance(error, CallFailedError) or not error.temporary:
        return False
    if not (call.repeatable or error.never_sent):
        return False
    if error.retry_after is None:
        return True
    left = deadline.remaining()
    return error.retry_after if left is None or error.retry_after < left else False
