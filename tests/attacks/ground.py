"""The ground on which an attack is tried: a project, somebody's files beside it, and a program that tells if it ran."""

import os
import shlex
import stat
from pathlib import Path
from typing import NamedTuple

SECRET = "the user's own secret"  # noqa: S105

Picture = dict[str, tuple[str, bytes, int]]


class Ground(NamedTuple):
    """Folders of one try: `project` is in git, `outside` is the user's own, `empty` is for `scaffold new`."""

    folder: Path

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def outside(self) -> Path:
        return self.folder / "outside"

    @property
    def packs(self) -> Path:
        return self.folder / "packs"

    @property
    def empty(self) -> Path:
        return self.folder / "empty"

    @property
    def ran(self) -> Path:
        """What the stranger's program makes when it runs."""
        return self.folder / "ran"

    @property
    def evil(self) -> Path:
        """The stranger's program."""
        return self.folder / "evil"

    def fill(self, text: str) -> str:
        """Put the folders' paths into a text."""
        names = ("folder", "project", "outside", "packs", "empty", "evil", "ran")
        for name in names:
            text = text.replace(f"{{{name}}}", str(getattr(self, name)))
        return text

    def prepare(self) -> None:
        """Make all but the project."""
        for folder in (self.outside / "deep", self.packs, self.empty):
            folder.mkdir(parents=True)
        (self.outside / "secret").write_text(f"{SECRET}\n")
        (self.outside / "deep/precious").write_text("precious\n")
        self.evil.write_text(f"#!/bin/sh\necho ran >> {shlex.quote(str(self.ran))}\nexit 1\n")
        self.evil.chmod(0o755)


def picture(folder: Path) -> Picture:
    """Return all that stands in a folder; nothing but plain files is opened."""
    found: Picture = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        kind, content = "other", b""
        if stat.S_ISLNK(status.st_mode):
            kind, content = "link", os.fsencode(path.readlink())
        elif stat.S_ISDIR(status.st_mode):
            kind = "folder"
        elif stat.S_ISREG(status.st_mode):
            kind, content = "file", path.read_bytes()
        found[str(path.relative_to(folder))] = (kind, content, status.st_mode & 0o7777)
    return found
