"""Requests and answers on their way through."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Route:
    """Which paths go to a service: one, or with `/*` at its end all below it too."""

    service: str
    path: str
    roles: frozenset[str] | None = None
    """One of these roles is needed; None: any."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it goes to a service; `target` is the path and the query there."""

    service: str
    method: bytes
    target: bytes
    headers: Headers
    body: AsyncIterable[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it comes from a service, its body piece by piece."""

    status: int
    headers: Headers
    body: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still ask for, and in how many seconds it may ask for more."""

    limit: int
    window: int
    remaining: int
    seconds: int
    exhausted: bool
