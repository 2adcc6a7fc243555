"""What stands in for a broker while none is set."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from full_service.models.messages import Message

Receive = Callable[[Sequence[Message]], Awaitable[object]]


class InProcessPublisher:
    """Hands messages to the handlers of this process; nothing of them is kept."""

    def __init__(self, channel: str, *receivers: Receive) -> None:
        self._channel = channel
        self._receivers = receivers

    @property
    def channel(self) -> str:
        """The broker's name."""
        return self._channel

    async def publish(self, messages: Sequence[Message]) -> Mapping[int, str]:
        """Return when all are handled; there is none that is never taken."""
        for receive in self._receivers:
            await receive(messages)
        return {}
