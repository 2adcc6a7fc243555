"""A forked process that ends at the n-th call that changes the disk, without a chance to clean up."""

import os
import traceback
from collections.abc import Callable
from typing import Any

from scaffold.project import disk

MUTATING = frozenset(
    {"open", "write", "ftruncate", "rename", "replace", "mkdir", "rmdir", "unlink", "chmod", "fchmod", "symlink"}
)
"""Every function of `os` by which `disk` changes anything."""

KILLED, DONE, FAILED = 77, 0, 78


def is_write(flags: int) -> bool:
    """Say whether a file is opened to be written."""
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


class Counter:
    """Stands in for `os` in `disk`: counts the calls that change the disk, and ends the process before the n-th.

    A write is cut in half first, as a full or broken disk would.
    """

    def __init__(self, last: int | None = None) -> None:
        self.count = 0
        self.inside = False
        self._last = last

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in MUTATING:
            return real

        def call(*arguments: Any, **options: Any) -> Any:
            if name == "open" and not is_write(arguments[1]):
                return real(*arguments, **options)
            self.count += 1
            if self.count == self._last:
                if name == "write":
                    real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                os._exit(KILLED)
            self.inside = True
            try:
                return real(*arguments, **options)
            finally:
                self.inside = False

        return call


def run_killed(work: Callable[[], object], last: int) -> bool:
    """Do some work in a forked process that ends at its n-th change of the disk; say whether it came that far."""
    child = os.fork()
    if child == 0:
        status = FAILED
        try:
            vars(disk)["os"] = Counter(last)
            work()
            status = DONE
        except BaseException:  # noqa: BLE001  told by the exit code
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {KILLED, DONE}, f"the work failed with {code}"
    return code == KILLED
