"""One process at a time: the others wait until its count stands still."""

import time
from uuid import uuid4

from full_service.models.lease import Lease
from full_service.services.ports import UnitOfWork

PATIENCE_SECONDS = 10.0
"""How long a holder may show no life; each process measures that by its own clock."""


class LeaseHolder:
    """Holds a lease, or watches who holds it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._own = uuid4().hex
        self._seen: Lease | None = None
        self._since = 0.0

    async def hold(self, work: UnitOfWork) -> bool:
        """Renew the lease, or take it if nobody holds it or its holder is dead; tell whether it is held."""
        if await work.leases.renew(self._name, self._own):
            return True
        holder = await work.leases.find(self._name)
        if holder != self._seen:
            self._seen, self._since = holder, time.monotonic()
        if holder is not None and time.monotonic() - self._since < PATIENCE_SECONDS:
            return False
        return await work.leases.take(self._name, self._own, holder)

    async def give_up(self, work: UnitOfWork) -> None:
        """Let another process have it at once."""
        await work.leases.give_up(self._name, self._own)
