"""How far what a request has written has come, so that its client can read it."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Written:
    """What one request has written."""

    position: int = 0
    """Of the last change that read models have to follow; 0 for none."""


_written: ContextVar[Written | None] = ContextVar("written", default=None)


def begin() -> Written:
    """Note from now on what the request writes that is being answered."""
    written = Written()
    _written.set(written)
    return written


def note(position: int) -> None:
    """Tell the request, if there is one, that a change was committed."""
    if (written := _written.get()) is not None:
        written.position = max(written.position, position)
