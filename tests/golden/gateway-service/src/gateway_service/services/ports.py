"""What the services need from outside; `repositories` provides it."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from gateway_service.models.messages import Allowance, Answer, Call


class Upstreams(Protocol):
    """The services behind the gateway."""

    def ask(self, call: Call) -> AbstractAsyncContextManager[Answer]:
        """Send a request; hold the answer until the block ends."""
        ...


class Rates(Protocol):
    """Counts the requests of each caller."""

    async def count(self, caller: str) -> Allowance:
        """Count one more."""
        ...
