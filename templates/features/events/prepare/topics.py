"""Which topic an event is in."""

from collections.abc import Iterable

SUFFIX = "_events"


def topic_of(event: str, service: str, topics: Iterable[str]) -> str:
    """Return the topic of an event: one of its name, else `user_events` for `user_...`, else that of the service.

    The publisher and those who read its events find the same topic by the same list.
    """
    listed = tuple(topics)
    if event in listed:
        return event
    shared = [
        topic for topic in listed if topic.endswith(SUFFIX) and event.startswith(f"{topic.removesuffix(SUFFIX)}_")
    ]
    return max(shared, key=len, default=service)
