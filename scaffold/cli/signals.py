"""Signals: those that end a process while something is being written, and that of processes which have ended."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any


def hear_of_children() -> None:
    """Learn how processes that we start have ended, also where who started us did not want to of theirs.

    With the signal ignored the system keeps nothing of them, and Python takes each for one that succeeded.
    """
    if hasattr(signal, "SIGCHLD") and signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn signals that end a process into an exception, so that what was begun is undone."""

    def stop(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before: dict[int, Any] = {}
    for name in names:
        number = getattr(signal, name)
        if signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
