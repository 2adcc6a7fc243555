"""What a process says of itself while it works: what it is about, and which limit it met.

It stands in a file that both processes have open, so that it is there whatever ends the one that works.
"""

import os
import sys
from typing import IO, get_args

from scaffold.confined.limits import Limits, Resource

_RESOURCE, _TEXT = 16, 1024
_told: int | None = None
_room: int | None = None


def start(descriptor: int, limits: Limits | None) -> None:
    """Say where the other process reads, and what there is to spend."""
    global _told, _room
    _told, _room = descriptor, limits.output if limits else None


def about(text: str) -> None:
    """Say what is being worked on now; nobody may listen."""
    if _told is not None:
        os.pwrite(_told, text.encode("utf-8", "replace")[:_TEXT].ljust(_TEXT, b"\0"), _RESOURCE)


def spend(size: int) -> None:
    """Count what is written; ends the process where that is more than it may write."""
    global _room  # noqa: PLW0603
    if _room is not None:
        _room -= size
        if _room < 0:
            exceeded("output")
            sys.exit(1)


def exceeded(resource: Resource) -> None:
    """Say which limit was met."""
    if _told is not None:
        os.pwrite(_told, resource.encode(), 0)


def heard(told: IO[bytes]) -> tuple[Resource | None, str | None]:
    """Return what the other process said last: the limit that it met, and what it was about."""
    told.seek(0)
    resource, text = (told.read(size).rstrip(b"\0").decode("utf-8", "replace") for size in (_RESOURCE, _TEXT))
    return next((each for each in get_args(Resource) if each == resource), None), text or None
