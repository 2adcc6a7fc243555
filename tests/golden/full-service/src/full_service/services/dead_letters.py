"""Messages that failed."""

from uuid import UUID

from full_service.models.messages import DeadLetter
from full_service.services.ports import Storage


class DeadLetterService:
    """What can be done with messages that failed."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def newest(self, limit: int) -> list[DeadLetter]:
        """Return those that failed last, the last one first."""
        async with self._storage.read() as work:
            return await work.dead_letters.newest(limit)

    async def ids(self) -> list[UUID]:
        """Return the ids of all, the first one first."""
        async with self._storage.read() as work:
            return await work.dead_letters.ids()

    async def replay(self, letter_id: UUID) -> bool:
        """Send one again, to where it failed; return whether there is such a message."""
        async with self._storage.write() as work:
            found = await work.dead_letters.take(letter_id)
            if found is not None:
                channel, message = found
                await work.outbox.put(message, [channel])
        return found is not None
