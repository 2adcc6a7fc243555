"""An inbox in memory."""


class FakeInbox:
    """Events that were handled, in a set."""

    def __init__(self) -> None:
        self.handled: set[tuple[str, str]] = set()

    async def add(self, source: str, event_id: str) -> bool:
        is_new = (source, event_id) not in self.handled
        self.handled.add((source, event_id))
        return is_new
