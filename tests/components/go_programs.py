"""Real components that are written in Go: built once, from a module that pins all that they are made of."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.components.missing import MissingComponentError


def built(name: str, version: str, module: Path, package: str, *, takes: str) -> Path:
    """Return the path of a program; if it is missing, SCAFFOLD_<NAME> lets Go build it, else the test is skipped.

    `takes` says how long that takes.
    """
    cache = os.environ.get("SCAFFOLD_COMPONENTS") or Path.home() / ".cache" / "scaffold-components"
    home = Path(cache) / f"{name}-{version}"
    if not (home / name).exists():
        variable = f"SCAFFOLD_{name.upper()}"
        if not os.environ.get(variable):
            pytest.skip(f"{name} is not there: {variable}=1 script/components builds it, for {takes}.")
        home.mkdir(parents=True, exist_ok=True)
        with (home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / name).exists():
                _build(name, module, package, home / name)
    return home / name


def _build(name: str, module: Path, package: str, target: Path) -> None:
    go = shutil.which("go", path=f"{os.environ['PATH']}{os.pathsep}/usr/local/go/bin")
    if go is None:
        raise MissingComponentError(f"Go: install it, to build {name}.")
    options = ["-trimpath", "-ldflags=-s -w", "-buildvcs=false", "-p=2"]
    unfinished = target.with_suffix(".new")
    command: list[str | Path] = [go, "build", *options, "-o", unfinished, package]
    done = subprocess.run(
        command, cwd=module, env={**os.environ, "CGO_ENABLED": "0"}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise MissingComponentError(f"{name}: {done.stderr[-2000:]}")
    unfinished.rename(target)
