"""Servers as processes of another user, in a folder that holds their log."""

import pwd
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.components.network import wait_for


def identity(user: str | None) -> dict[str, Any]:
    """What makes a process one of the user's; None leaves it ours."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def start_server(
    command: Sequence[str | Path], folder: Path, user: str | None, answers: Callable[[], bool], *, seconds: float
) -> "subprocess.Popen[bytes]":
    """Start a server and wait until it answers; one that does not is killed. Raises TimeoutError with the log's end."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, start_new_session=True, **identity(user)
        )
    try:
        wait_for(answers, seconds=seconds, what=f"{Path(command[0]).name} takes connections")
    except TimeoutError as error:
        process.kill()
        process.wait()
        error.add_note(printed(folder)[-2000:])
        raise
    return process


class ServerProcess:
    """A server of one process, which a test may end or freeze."""

    _process: "subprocess.Popen[bytes] | None" = None

    def kill(self) -> None:
        """End it at once, as a power failure would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)


def printed(folder: Path) -> str:
    """The log of the server in the folder."""
    return (folder / "log").read_text(errors="replace")
