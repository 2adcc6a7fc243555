"""What events that come in need from storage; `repositories` provides it."""

from collections.abc import Collection
from typing import Protocol


class Inbox(Protocol):
    """Events that were handled."""

    async def add(self, events: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Note that events are handled, each by its source and its id; return the new ones."""
        ...
