import gc
from collections.abc import Sequence

from full_service.handlers.in_process import InProcessPublisher
from full_service.models.messages import Message

COUNT = 2000


def messages(count: int) -> list[Message]:
    return [Message("key", {"ce_id": str(number)}, b"{}") for number in range(count)]


def kept() -> int:
    """Count the messages that something still holds."""
    gc.collect()
    return sum(isinstance(each, Message) for each in gc.get_objects())


async def test_all_are_handed_on_in_order() -> None:
    received: list[Message] = []

    async def receive(some: Sequence[Message]) -> None:
        received.extend(some)

    sent = messages(3)
    publisher = InProcessPublisher("any", receive)
    assert await publisher.publish(sent) == {}
    assert (publisher.channel, received) == ("any", sent)


async def test_nothing_is_kept() -> None:
    before = kept()
    publisher = InProcessPublisher("any")
    await publisher.publish(messages(COUNT))
    assert kept() == before
