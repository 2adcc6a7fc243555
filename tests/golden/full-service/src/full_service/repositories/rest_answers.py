"""What another service answered: read with limits, and not believed before it is checked."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from full_service.models.errors import ServiceError

MAX_BYTES = 10_000_000
"""Of an answer."""
MAX_DETAIL = 500
TEMPORARY = {502, 503, 504}
"""What a service, or a proxy before it, answers for a while."""
JSON = "application/json"

ResultT = TypeVar("ResultT")


class CallFailedError(Exception):
    """The service could not do what was asked, or nobody knows whether it did."""

    def __init__(
        self,
        reason: str,
        *,
        temporary: bool = False,
        never_sent: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.temporary = temporary
        self.never_sent = never_sent
        self.retry_after = retry_after


class RefusedError(ServiceError):
    """The service answered that it does not do what was asked."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind


class Problem(BaseModel, frozen=True):
    """What is read of problem details (RFC 9457)."""

    type: str = "about:blank"
    detail: str = ""


async def read_answer(
    response: httpx2.Response, read: Callable[[bytes], ResultT]
) -> ResultT | CallFailedError | RefusedError:
    """Read an answer; return an error that says nothing of the service's health, and raise one that does."""
    if response.is_server_error:
        raise CallFailedError(
            f"it answered {response.status_code}",
            temporary=response.status_code in TEMPORARY,
            retry_after=_retry_after(response.headers),
        )
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        wait = _retry_after(response.headers)
        return CallFailedError("it answered 429", temporary=True, retry_after=wait)
    content = await _content(response)
    if response.is_client_error:
        return _refusal(response.status_code, content)
    if not response.is_success:
        raise CallFailedError(f"it answered {response.status_code}, which makes no sense here")
    if content and response.headers.get("content-type", "").partition(";")[0].strip() != JSON:
        raise CallFailedError("its answer is no JSON")
    try:
        return read(content)
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) for each in error.errors()})
        raise CallFailedError(f"its answer is not as expected: {', '.join(places[:5])}") from None


async def _content(response: httpx2.Response) -> bytes:
    if "content-encoding" in response.headers:
        raise CallFailedError("its answer is compressed, which it was asked not to be")
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > MAX_BYTES:
            raise CallFailedError(f"its answer has more than {MAX_BYTES} bytes")
    return bytes(content)


def _refusal(status: int, content: bytes) -> CallFailedError | RefusedError:
    """Return what a problem says; that this service is not let in is no caller's fault."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return CallFailedError(f"it does not let this service in: {status}")
    try:
        problem = Problem.model_validate_json(content)
    except ValidationError:
        problem = Problem()
    return RefusedError(status, problem.type, problem.detail[:MAX_DETAIL])


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait; a date is not read, as clocks differ."""
    value = headers.get("retry-after", "").strip()
    return float(value) if value.isascii() and value.isdecimal() else None
