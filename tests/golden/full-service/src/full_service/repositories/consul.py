"""Consul, by its HTTP API."""

import asyncio
import ssl
from collections.abc import Mapping
from http import HTTPStatus

import httpx2

from full_service.config import Settings
from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError

MAX_REASON = 200
"""Characters of an answer that the log tells."""


class RefusedError(Exception):
    """Consul answered that it will not do something, and why."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__(f"{answer.status_code} {answer.text[:MAX_REASON]}")
        self.status = answer.status_code


class UnknownToConsulError(UnavailableError):
    """Consul does not know what it is asked about."""


class Consul:
    """An agent of Consul, or a server of it."""

    def __init__(
        self, url: str, timeout: float, *, token: str = "", trusted: ssl.SSLContext | None = None
    ) -> None:
        self.url = httpx2.URL(url)
        self._timeout = timeout
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"X-Consul-Token": token} if token else {},
            verify=trusted or True,
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, str] | None = None,
        body: object = None,
        patience: float = 0,
    ) -> httpx2.Response:
        """Return the answer; `patience` is how long Consul itself may wait before it gives one.

        Raises `UnavailableError` if there is none in time, or one that Consul will not do it, and
        `UnknownToConsulError`, which is one, if it does not know what this is about.
        """
        seconds = self._timeout + patience
        try:
            # The client's own limit is one for each piece of an answer.
            async with asyncio.timeout(seconds):
                answer = await self._client.request(
                    method, path, params=parameters, json=body, timeout=seconds
                )
        except (httpx2.HTTPError, TimeoutError) as error:
            raise UnavailableError("service registry") from error
        if answer.is_success:
            return answer
        is_unknown = answer.status_code == HTTPStatus.NOT_FOUND
        kind = UnknownToConsulError if is_unknown else UnavailableError
        raise kind("service registry") from RefusedError(answer)

    async def check(self) -> None:
        """Raise `UnhealthyError` unless Consul answers, and has a leader to keep what it is told."""
        try:
            leader = (await self.ask("GET", "/v1/status/leader")).json()
        except UnavailableError as error:
            raise UnhealthyError(_reason(error.__cause__)) from error.__cause__
        except ValueError as error:
            raise UnhealthyError("cannot be used") from error
        if not leader:
            raise UnhealthyError("has no leader")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def open_consul(settings: Settings) -> Consul | None:
    """Make a client of the Consul that the settings name, if they name one."""
    if settings.consul_url is None:
        return None
    token, trusted = settings.consul_token, settings.consul_ca_file
    return Consul(
        settings.consul_url,
        settings.consul_timeout,
        token=token.get_secret_value() if token else "",
        trusted=ssl.create_default_context(cafile=trusted) if trusted else None,
    )


def _reason(cause: object) -> str:
    if isinstance(cause, RefusedError):
        return "refuses the token" if cause.status == HTTPStatus.FORBIDDEN else "cannot be used"
    if isinstance(cause, TimeoutError | httpx2.TimeoutException):
        return "does not answer in time"
    return "cannot be reached"
