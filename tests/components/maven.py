"""Java servers from Maven's repository, kept in the user's cache folder."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.components.missing import MissingComponentError

JAVA = ("-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""What makes a server start quickly that lives for seconds."""


def java() -> str:
    """The program that runs Java; raises MissingComponentError."""
    found = os.environ.get("TEST_JAVA") or shutil.which("java")
    if not found:
        raise MissingComponentError("Java: install it (script/components does).")
    return found


def installed(name: str, install: Callable[[Path], None]) -> Path:
    """Return the folder of a server, installed once for all runs. Raises MissingComponentError."""
    cache = os.environ.get("SCAFFOLD_COMPONENTS") or Path.home() / ".cache" / "scaffold-components"
    home = Path(cache) / name
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "done").exists():
            java()
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            install(home)
            (home / "done").touch()
    return home


def maven(*arguments: str, folder: Path) -> None:
    """Run Maven; raises MissingComponentError where it is not there, or finds nothing."""
    program = shutil.which("mvn")
    if not program:
        raise MissingComponentError("Maven: install it (script/components does).")
    command = [program, "-q", "-B", "-ntp", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MissingComponentError(f"Maven: {done.stdout[-2000:]}")
