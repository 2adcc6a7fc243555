"""Disks that are full, read-only or not ours, and a process that is killed: a clear message, nothing left behind."""

# ruff: noqa: PLR0913, PLR0917  a table's columns

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.project.trees import contents


@contextmanager
def _without_rights(folder: Path, pack: Path) -> Iterator[None]:
    """Make a folder one that this process may read but not write; root must become another user for that."""
    for place in (folder, *folder.parents, pack, *pack.parents):
        if place.stat().st_uid == os.geteuid() and place.name:
            place.chmod(place.stat().st_mode | 0o055)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_folder_that_may_not_be_written(scaffold: Run, work: Path, pack: Path) -> None:
    assert scaffold("new", "a").code == 0  # every module is imported while its file can be read
    shutil.rmtree("a")
    with _without_rights(work, pack):
        result = scaffold("new", "a", "--no-git")
    assert (
        result.err == "error: a: cannot write: you may not write there\n  hint: choose another folder with --output\n"
    )
    assert result.code == 1
    assert contents(work) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_state_folder_that_may_not_be_written(
    scaffold: Run, work: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scaffold("new", "a", "--no-git").code == 0
    monkeypatch.chdir(work / "a")
    assert scaffold("restore", "README.md").code == 0  # every module is imported while its file can be read
    Path("README.md").write_text("mine\n")
    state = Path.cwd() / ".scaffold"
    with _without_rights(state, pack):
        result = scaffold("restore", "README.md")
    assert result.code == 1
    assert result.err == (
        f"error: {state}: cannot write: you may not write in this folder, where scaffold keeps its records\n"
        f"  hint: allow yourself to (chmod -R u+rwX {state}), then run the command again\n"
    )
    assert Path("README.md").read_text() == "mine\n"


@contextmanager
def _disk(folder: Path, options: str) -> Iterator[bool]:
    """Mount a disk in memory where the system lets us, and say so."""
    folder.mkdir()
    mounted = False
    if sys.platform == "linux" and os.geteuid() == 0:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    ("options", "call", "code", "message"),
    [
        (
            "size=16k,mode=755",
            "write",
            errno.ENOSPC,
            "the disk is full\n  hint: free some space, or choose another disk with --output",
        ),
        ("ro", "mkdir", errno.EROFS, "the file system is read-only\n  hint: choose another folder with --output"),
    ],
)
def test_a_disk_that_takes_nothing(
    scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch, options: str, call: str, code: int, message: str
) -> None:
    """On a real one where we may mount it; else the system's answer is given by hand."""

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    with _disk(work / "disk", options) as mounted:
        if not mounted:
            monkeypatch.setattr(os, call, refuse)
        result = scaffold("new", "a", "--output", "disk")
        assert contents(work / "disk") == {}
    assert result.err == f"error: disk/a: cannot write: {message}\n"
    assert result.code == 1


KILLED = """
import os, signal, sys
from pathlib import Path
pack, call, turn, kind = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), getattr(signal, sys.argv[4])
import scaffold.catalog.assembly, scaffold.catalog.listing, scaffold.catalog.loading
for module in (scaffold.catalog.assembly, scaffold.catalog.listing, scaffold.catalog.loading):
    module.builtin_root = lambda: pack
original, count = getattr(os, call), 0
def deadly(*arguments, **options):
    global count
    if call == "write" or "unfinished" in str(arguments[0]):
        count += 1
        if count == turn:
            os.kill(os.getpid(), kind)
    return original(*arguments, **options)
setattr(os, call, deadly)
sys.argv = ["scaffold", "new", "a", "--no-git"]
from scaffold.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.usefixtures("ordinary_signals")
@pytest.mark.parametrize("kind", ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize(("call", "turn"), [("mkdir", 1), ("mkdir", 3), ("open", 2), ("write", 2), ("rename", 1)])
def test_killed_in_the_middle(scaffold: Run, work: Path, pack: Path, call: str, turn: int, kind: str) -> None:
    command = [sys.executable, "-c", KILLED, str(pack), call, str(turn), kind]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    number = getattr(signal, kind)
    if kind == "SIGKILL":
        assert result.returncode == -number
        assert all("scaffold-unfinished" in path.name for path in work.iterdir())
    else:
        assert result.returncode == 128 + number
        assert contents(work) == {}
    assert scaffold("new", "a", "--no-git").code == 0
    assert [path.name for path in work.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be removed")
def test_a_folder_that_was_removed_under_us(scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = work / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    try:
        result = scaffold("new", "a", "--no-git")
    finally:
        monkeypatch.chdir(work)
    assert result.err == "error: the folder that you are in was removed\n  hint: change to one that exists\n"
    assert (result.code, contents(work)) == (1, {})
