"""Work of a process in the tests: each `main` of this kind is called with the name of a folder that holds `what`."""

import os
import sys
import time
from pathlib import Path

from scaffold.confined import telling


def main(folder: Path | None) -> None:
    what = (folder / "what").read_text() if folder else sys.stdin.read()
    telling.about(f"doing {what}")
    WORKS[what](folder)


def echo(_: Path | None) -> None:
    print("said")


def spin(_: Path | None) -> None:
    while True:
        pass


def wait(_: Path | None) -> None:
    time.sleep(60)


def grow(_: Path | None) -> None:
    parts = []
    while True:
        parts.append("x" * 1_000_000)


def write(folder: Path | None) -> None:
    assert folder
    try:
        (folder / "big").write_bytes(bytes(2 << 20))
    except OSError as error:
        print(error.strerror)


def spend(_: Path | None) -> None:
    for _number in range(100):
        telling.spend(100_000)


def crash(_: Path | None) -> None:
    os.abort()


def fail(_: Path | None) -> None:
    raise ValueError("wrong")


def start_another(folder: Path | None) -> None:
    """Start a process that lives on, and say who it is."""
    assert folder
    import subprocess

    other = subprocess.Popen(["sleep", "60"])
    (folder.parent / "pids").write_text(f"{os.getpid()} {os.getppid()} {other.pid}.")
    time.sleep(60)


def hold(folder: Path | None) -> None:
    """Work in C code that gives no other thread its turn."""
    assert folder
    (folder.parent / "pids").write_text(f"{os.getpid()} {os.getppid()}.")
    import re

    re.fullmatch("(a+)+b", "a" * 60)


WORKS = {each.__name__: each for each in (echo, spin, wait, grow, write, spend, crash, fail, start_another, hold)}
