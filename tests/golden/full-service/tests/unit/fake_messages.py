"""Messages in memory."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from full_service.models.errors import UnavailableError
from full_service.models.identifiers import new_id
from full_service.models.lease import Lease
from full_service.models.messages import DeadLetter, Envelope, Message, PublishedEvent


class FakeOutbox:
    """Messages in a dictionary, by position; events beside it."""

    def __init__(self) -> None:
        self.events: list[PublishedEvent] = []
        self.waiting: dict[int, Message] = {}
        self.put_on: list[str] = []

    async def add(self, event: PublishedEvent, channels: Sequence[str] | None = None) -> None:
        self.events.append(event)
        envelope = Envelope.around(event)
        body = event.model_dump_json().encode()
        await self.put(Message(envelope.subject, envelope.headers(), body), channels or ["fake"])

    async def put(self, message: Message, channels: Sequence[str]) -> None:
        self.put_on += channels
        self.waiting[max(self.waiting, default=0) + 1] = message

    async def first(self, channel: str, limit: int) -> list[tuple[int, Message]]:  # noqa: ARG002
        return list(self.waiting.items())[:limit]

    async def remove(self, positions: Collection[int]) -> None:
        for position in positions:
            del self.waiting[position]


class FakeDeadLetters:
    """Messages that failed, in a list."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, DeadLetter]] = []

    async def add(self, channel: str, message: Message, reason: str) -> None:
        self.letters.append((channel, DeadLetter(new_id(), message, reason, datetime.now(UTC))))

    async def newest(self, limit: int) -> list[DeadLetter]:
        return [letter for _, letter in reversed(self.letters)][:limit]

    async def ids(self) -> list[UUID]:
        return [letter.id for _, letter in self.letters]

    async def take(self, letter_id: UUID) -> tuple[str, Message] | None:
        for each in self.letters:
            if each[1].id == letter_id:
                self.letters.remove(each)
                return each[0], each[1].message
        return None


class FakeLeases:
    """Who holds what, in a dictionary."""

    def __init__(self) -> None:
        self.held: dict[str, Lease] = {}

    async def find(self, name: str) -> Lease | None:
        return self.held.get(name)

    async def renew(self, name: str, owner: str) -> bool:
        held = self.held.get(name)
        if held is None or held.owner != owner:
            return False
        self.held[name] = Lease(owner, held.beat + 1)
        return True

    async def take(self, name: str, owner: str, held: Lease | None) -> bool:
        if self.held.get(name) != held:
            return False
        self.held[name] = Lease(owner, held.beat + 1 if held else 1)
        return True

    async def give_up(self, name: str, owner: str) -> None:
        held = self.held.get(name)
        if held is not None and held.owner == owner:
            del self.held[name]


@dataclass
class FakePublisher:
    """Notes what is sent, and can be away or refuse."""

    channel: str = "fake"
    away: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    """Why it does not take messages of some keys."""
    sent: list[Message] = field(default_factory=list)
    published: asyncio.Event = field(default_factory=asyncio.Event)

    async def publish(self, messages: Sequence[Message]) -> Mapping[int, str]:
        if self.away:
            raise UnavailableError("message broker")
        self.published.set()
        self.sent += [each for each in messages if each.key not in self.refused]
        return {
            place: self.refused[each.key]
            for place, each in enumerate(messages)
            if each.key in self.refused
        }
