"""What messages need from storage and from brokers; `repositories` and `handlers` provide it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from full_service.models.lease import Lease
from full_service.models.messages import DeadLetter, Message, PublishedEvent


class Outbox(Protocol):
    """Events that wait to be sent."""

    async def add(self, event: PublishedEvent, channels: Sequence[str] | None = None) -> None:
        """Send an event once the unit of work is committed; add it after the change it tells of.

        Without channels it goes to all that the service has.
        """
        ...

    async def put(self, message: Message, channels: Sequence[str]) -> None:
        """Send a message over some channels once the unit of work is committed."""
        ...

    async def first(self, channel: str, limit: int) -> list[tuple[int, Message]]:
        """Return the messages of a channel that have waited longest, each with its position."""
        ...

    async def remove(self, positions: Collection[int]) -> None:
        """Forget messages that were sent."""
        ...


class DeadLetters(Protocol):
    """Messages that failed."""

    async def add(self, channel: str, message: Message, reason: str) -> None:
        """Keep a message, and why it failed; its destination is where a replay sends it."""
        ...

    async def newest(self, limit: int) -> list[DeadLetter]:
        """Return those that failed last, the last one first."""
        ...

    async def ids(self) -> list[UUID]:
        """Return the ids of all, the first one first."""
        ...

    async def take(self, letter_id: UUID) -> tuple[str, Message] | None:
        """Remove one; return its channel and its message, or None if it is not there."""
        ...


class Leases(Protocol):
    """What one process of all replicas does at a time."""

    async def find(self, name: str) -> Lease | None:
        """Return who holds a lease."""
        ...

    async def renew(self, name: str, owner: str) -> bool:
        """Show that the owner is alive; return whether the lease is its own."""
        ...

    async def take(self, name: str, owner: str, held: Lease | None) -> bool:
        """Take a lease from who held it; return whether nobody was quicker."""
        ...

    async def give_up(self, name: str, owner: str) -> None:
        """Let another one take a lease at once."""
        ...


class Publisher(Protocol):
    """A broker that takes messages."""

    @property
    def channel(self) -> str:
        """The broker's name."""
        ...

    async def publish(self, messages: Sequence[Message]) -> Mapping[int, str]:
        """Send messages in order; return which of them it will never take, and why.

        Raises `UnavailableError` if the broker is away: some may have been sent then.
        """
        ...
