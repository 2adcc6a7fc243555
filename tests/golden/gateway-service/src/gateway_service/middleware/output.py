"""Standard output that nobody has to wait for."""

import io
import os
import threading
import time
from collections.abc import Callable

CAPACITY = 8_000_000
"""Bytes that may wait to be written; what comes on top is lost."""
GATHER_SECONDS = 0.01
"""How long lines are gathered after some were written: to wake the thread for each costs requests."""


class Output(io.BufferedIOBase):
    """Writes lines in a thread of its own, so that whoever logs neither waits nor fails.

    A full disk, a closed pipe, or one that nobody reads costs lines, not requests. `on_lost` is
    told how many, once lines are written again.
    """

    name = "output"

    def __init__(self, descriptor: int, on_lost: Callable[[int], None]) -> None:
        self._descriptor = descriptor
        self._on_lost = on_lost
        self._arrived = threading.Condition()
        self._waiting = bytearray()
        self._lost = 0
        self._ending = False
        self._torn = False
        self._thread = threading.Thread(target=self._write_all, name="output", daemon=True)
        self._thread.start()

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, lines: bytes) -> int:  # type: ignore[override]
        """Take whole lines, or lose them."""
        with self._arrived:
            if len(self._waiting) < CAPACITY:
                self._waiting += lines
                self._arrived.notify()
            else:
                self._lost += lines.count(b"\n")
        return len(lines)

    def finish(self, seconds: float = 2) -> None:
        """Write what waits, within a time that is sane if nobody reads it."""
        with self._arrived:
            self._ending = True
            self._arrived.notify()
        self._thread.join(seconds)

    def _write_all(self) -> None:
        while not self._ending or self._waiting:
            with self._arrived:
                self._arrived.wait_for(lambda: self._waiting or self._ending)
                lines, self._waiting = self._waiting, bytearray()
            lost = self._put(lines)
            with self._arrived:
                self._lost += lost
                told = 0 if lost else self._lost
                self._lost -= told
            if told:
                self._on_lost(told)
            time.sleep(GATHER_SECONDS)

    def _put(self, lines: bytearray) -> int:
        """Write as much as can be written; return the number of lines that could not."""
        first = begun = 0
        if self._torn:
            lines[:0] = b"\n"
            first = 1
        while begun < len(lines):
            try:
                begun += os.write(self._descriptor, memoryview(lines)[begun:])
            except BlockingIOError:
                # Someone who shares the descriptor has made it one that does not wait.
                time.sleep(0.05)
            except OSError:
                break
        if begun:
            self._torn = not lines.endswith(b"\n", 0, begun)
        return lines.count(b"\n", max(first, begun))
