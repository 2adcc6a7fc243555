"""What events that come in need from storage; `repositories` provides it."""

from typing import Protocol


class Inbox(Protocol):
    """Events that were handled."""

    async def add(self, source: str, event_id: str) -> bool:
        """Note that an event is handled; return whether this is the first time."""
        ...
