"""An inbox in memory."""

from collections.abc import Collection


class FakeInbox:
    """Events that were handled, in a set."""

    def __init__(self) -> None:
        self.handled: set[tuple[str, str]] = set()

    async def add(self, events: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        new = {*events} - self.handled
        self.handled |= new
        return new
