"""Projects on disk with a lock and a baseline, small or as large as the full example, before and after an update."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold import __version__
from scaffold.project.applying import apply, record
from scaffold.project.baseline import pack_baseline, unpack_baseline
from scaffold.project.lock import read_lock
from scaffold.project.model import LINK, Entry, Lock, NewFile, Pending, TrackedFile
from scaffold.project.snapshot import WorkingTree

Contents = Mapping[str, bytes]
LOCAL = ("journal.json", "stage", "undo", "undone", "update.lock")


class Update(NamedTuple):
    """A change of a project, as a plan gives it."""

    changes: Mapping[str, NewFile | None]
    lock: Lock
    baseline: bytes
    pending: Pending | None = None

    def expected(self, project: Path) -> dict[str, Entry | None]:
        tree = WorkingTree(project)
        return {path: tree.entry(path) for path in self.changes}

    def apply(self, project: Path) -> None:
        changes, lock, baseline, pending = self
        apply(project, changes, self.expected(project), lock=lock, baseline=baseline, pending=pending)


def lock_of(files: Contents, templates: str = "1") -> Lock:
    tracked = {
        path: TrackedFile(path, hashlib.sha256(content).hexdigest(), mode_of(content), "merged", "service", f"t/{path}")
        for path, content in files.items()
    }
    return Lock(__version__, templates * 64, "0" * 64, (), (), tracked)


def mode_of(content: bytes) -> int:
    """Return a mode that fits a content: a program's, or that of a link, whose targets here all begin with `to/`."""
    if content.startswith(b"to/"):
        return LINK
    return 0o755 if content.startswith(b"#!") else 0o644


def make(project: Path, files: Contents) -> Path:
    """Write a project as `scaffold new` leaves it."""
    project.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        if mode_of(content) == LINK:
            (project / path).symlink_to(os.fsdecode(content))
        else:
            (project / path).write_bytes(content)
            (project / path).chmod(mode_of(content))
    record(project, lock=lock_of(files), baseline=pack_baseline(files))
    return project


def update_of(old: Contents, new: Contents, pending: Pending | None = None) -> Update:
    """An update where nobody edited anything."""
    changed: Iterable[str] = sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
    changes = {path: NewFile(new[path], mode_of(new[path])) if path in new else None for path in changed}
    return Update(changes, lock_of(new, "2"), pack_baseline(new), pending)


def picture(project: Path) -> dict[str, tuple[str, bytes, int]]:
    """Everything in a project, with kinds, bytes and permissions, but what concerns only unfinished or old updates."""
    found = {}
    for path in project.rglob("*"):
        name = path.relative_to(project)
        if name.parts[0] == ".git" or (name.parts[0] == ".scaffold" and len(name.parts) > 1 and name.parts[1] in LOCAL):
            continue
        status = path.lstat()
        if path.is_symlink():
            found[str(name)] = ("link", os.fsencode(path.readlink()), 0)
        elif path.is_dir():
            found[str(name)] = ("folder", b"", status.st_mode & 0o7777)
        else:
            found[str(name)] = ("file", path.read_bytes(), status.st_mode & 0o7777)
    return found


def require_agreement(project: Path) -> None:
    """The baseline is the one that the lock belongs to."""
    path = project / ".scaffold/baseline.tar.xz"
    unpack_baseline(path.read_bytes(), read_lock(project), path)


def litter(project: Path) -> list[str]:
    """What a command, also one after a killed run, must not leave in `.scaffold/`."""
    return sorted({path.name for path in (project / ".scaffold").iterdir()} & {"journal.json", "stage"})
