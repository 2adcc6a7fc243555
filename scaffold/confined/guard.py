"""The process between this installation's command and the work: `python -m scaffold.confined.guard ...`.

It forks the process that works before anything heavy is loaded, and waits for two things: that the work ends, or that
the command does, whatever ended it. In the second case it ends the work, with all that this has started, and removes
its folder. Where there is no fork, it works itself.
"""

import contextlib
import os
import select
import shutil
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from scaffold.confined import telling
from scaffold.confined.limits import Limits

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


class _Order(NamedTuple):
    module: str
    folder: Path | None
    alive: int
    told: int
    terminal: bool
    limits: Limits | None


def main(arguments: Sequence[str]) -> int:
    """Carry out what `scaffold.confined.starting` ordered; returns the exit code."""
    module, folder, alive, told, terminal, *limits = arguments
    order = _Order(
        module,
        Path(folder) if folder else None,
        int(alive),
        int(told),
        terminal == "1",
        Limits(*map(int, limits)) if limits else None,
    )
    return _guarded(order) if hasattr(os, "fork") else _work(order)


def _guarded(order: _Order) -> int:
    ended, working = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(order.alive)
        os.close(ended)
        return _worker(order)
    os.close(working)
    if not order.terminal:
        _lead_group(worker)
    for name in _SIGNALS:  # its work would go on
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    for stream in range(3):  # who reads what the work prints is not to wait for the guard
        os.close(stream)
    ready, _, _ = select.select([order.alive, ended], [], [])
    if ended not in ready:
        _kill(worker, group=not order.terminal)
        if order.folder is not None:
            shutil.rmtree(order.folder, ignore_errors=True)
    _, status = os.waitpid(worker, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _kill(worker: int, *, group: bool) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        (os.killpg if group else os.kill)(worker, signal.SIGKILL)


def _lead_group(worker: int) -> None:
    """Give the worker a group of its own; both processes do it, as neither knows which is first."""
    with contextlib.suppress(OSError):
        os.setpgid(worker, worker)


def _worker(order: _Order) -> int:
    guard = os.getppid()
    if not order.terminal:
        _lead_group(0)
    _end_with_parent()
    if os.getppid() != guard:
        return 1
    telling.start(order.told, order.limits)
    if order.limits is not None:
        _limit(order.limits)
    return _work(order)


def _work(order: _Order) -> int:
    try:
        import_module(order.module).main(order.folder)
    except MemoryError:
        telling.exceeded("memory")
        return 1
    return 0


def _end_with_parent() -> None:
    """Let the system end this process with its guard, where it can: on Linux."""
    if sys.platform == "linux":
        import ctypes

        set_death_signal = 1
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)


def _limit(limits: Limits) -> None:
    import resource

    wanted = {
        "RLIMIT_AS": (limits.memory, limits.memory),
        "RLIMIT_CPU": (limits.seconds, limits.seconds + 2),
        "RLIMIT_FSIZE": (limits.output, limits.output),
        "RLIMIT_CORE": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        with contextlib.suppress(OSError, ValueError, AttributeError):  # not every system has each of them
            number = getattr(resource, name)
            most = resource.getrlimit(number)[1]
            allowed = hard if most == resource.RLIM_INFINITY else min(hard, most)
            resource.setrlimit(number, (min(soft, allowed), allowed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
