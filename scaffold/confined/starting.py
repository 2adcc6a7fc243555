"""Starts a process for one piece of work, and waits for it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.confined import telling
from scaffold.confined.limits import PATIENCE, LimitError, Limits, Resource

_PACKAGE = Path(__file__).resolve().parents[2]
_END = 5.0
"""Seconds that a process has to end in, once it must."""


class Done(NamedTuple):
    """How a process ended, and what it printed; nothing, where it had the terminal.

    The code of one that a signal ended is 128 and the signal's number, as in a shell.
    """

    code: int
    output: bytes


def run(  # noqa: PLR0913  each is one property of a process
    module: str,
    folder: Path | None = None,
    *,
    given: bytes = b"",
    limits: Limits | None = None,
    terminal: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Done:
    """Call `main(folder)` of a module of this installation in a process of its own.

    `given` is its standard input; with `terminal` it talks to the user instead. However this process ends, the other
    one ends too, with all that it has started, and the folder is removed. Raises LimitError where it takes more than
    `limits`, and OSError where it cannot be started.
    """
    with tempfile.TemporaryFile() as told:
        done = _run(
            _Work(module, folder.absolute() if folder else None, limits, terminal), told.fileno(), given, environment
        )
        if limits is None:
            return done
        resource, where = telling.heard(told)
        resource = resource or _by_signal(done.code)
        if resource is not None:
            raise LimitError(resource, limits, where)
        return done


class _Work(NamedTuple):
    module: str
    folder: Path | None
    limits: Limits | None
    terminal: bool

    def arguments(self, alive: int, told: int) -> list[str]:
        """Return what the guard is told."""
        limits = [str(each) for each in self.limits or ()]
        return [self.module, str(self.folder or ""), str(alive), str(told), str(int(self.terminal)), *limits]


_OUT_OF_TIME = -1
"""The code of a process that was ended because it took too long by the clock."""


def _run(work: _Work, told: int, given: bytes, environment: Mapping[str, str] | None) -> Done:
    alive, held = os.pipe()  # its guard sees the end of this process as the end of this pipe
    pipe = None if work.terminal else subprocess.PIPE
    inherited: dict[str, Any] = {"pass_fds": (alive, told)} if os.name == "posix" else {}
    try:
        process = subprocess.Popen(  # noqa: S603  our own module
            (sys.executable, "-P", "-m", "scaffold.confined.guard", *work.arguments(alive, told)),
            cwd=work.folder,
            env=_environment(os.environ if environment is None else environment),
            stdin=pipe,
            stdout=pipe,
            stderr=None if work.terminal else subprocess.STDOUT,
            start_new_session=not work.terminal,  # signals of the terminal are for this process
            **inherited,
        )
    except BaseException:
        os.close(held)
        raise
    finally:
        os.close(alive)
    try:
        timeout = work.limits.seconds * PATIENCE if work.limits and not work.terminal else None
        output, _ = process.communicate(None if work.terminal else given, timeout)
    except subprocess.TimeoutExpired:
        return Done(_OUT_OF_TIME, b"")
    finally:
        os.close(held)
        _end(process)
    return Done(process.returncode, output or b"")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait until the guard has cleaned up, where it has to."""
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _by_signal(code: int) -> Resource | None:
    """Say which limit the system ended a process for."""
    if code in {_OUT_OF_TIME, 128 + getattr(signal, "SIGXCPU", 0)}:
        return "time"
    crashes = ("SIGKILL", "SIGABRT", "SIGSEGV", "SIGBUS")  # what code in C does that has no memory, and the system
    return "memory" if code in {128 + getattr(signal, name, 0) for name in crashes} else None


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join(part for part in (str(_PACKAGE), given.get("PYTHONPATH")) if part)
    python = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"}
    return {**given, **python}
