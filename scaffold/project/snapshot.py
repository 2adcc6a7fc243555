"""What stands in a project's folder now."""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from scaffold.project import git, state
from scaffold.project.errors import refused
from scaffold.project.git_marks import Mark, marked_content, marked_files
from scaffold.project.model import LINK, Entry, EntryKind

_SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox", ".eggs", ".idea"}
)
"""Folders that hold nothing of a person's own; only asked where git cannot tell."""

_NO_NAMES = frozenset({"", ".", ".."})
"""Parts of a path that lead elsewhere; nothing stands there, for a project."""

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class WorkingTree:
    """A project on disk, as a `Tree`: paths with `/` from its folder, contents as raw bytes, links never followed.

    A file that git takes from its index, as one outside of a sparse checkout, stands as it is there; a folder that is a
    repository of its own is none of the project's. What folders are like is remembered, so that an instance is for one
    command. All methods raise ProjectError where the system refuses to read.
    """

    def __init__(self, project: Path) -> None:
        self._project = project
        self._root = os.fspath(project)
        self._folders: dict[str, str | None] = {"": None}
        self._names: dict[str, frozenset[str]] = {}
        self._folds_case = _folds_case(project)

    @cached_property
    def marked(self) -> Mapping[str, Mark]:
        """The files that git takes from its index."""
        return marked_files(self._project)

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path; None where nothing does, or a parent is a link or a file."""
        full = f"{self._root}/{path}"
        mark = self.marked.get(path)
        try:
            if mark is not None and self._blocked(path.rpartition("/")[0]) is None:
                kind: EntryKind = "link" if stat.S_ISLNK(mark.mode) else "file"
                mode = LINK if kind == "link" else 0o755 if mark.mode & 0o100 else 0o644
                return Entry(kind, marked_content(self._project, path, mark), mode)
            status = self._status(path)
            if status is None:
                return None
            mode = 0o755 if status.st_mode & 0o100 else 0o644
            kind = _kind(status)
            if kind == "link":
                return Entry(kind, os.fsencode(os.readlink(full)), LINK)  # noqa: PTH115
            return Entry(kind, _read(full) if kind == "file" else b"", mode if kind == "file" else 0o755)
        except OSError as error:
            raise refused(error, self._project / path, "read") from error

    def status(self, path: str) -> os.stat_result | None:
        """Return what the system knows of what stands at a path, as `entry` sees it."""
        try:
            return self._status(path)
        except OSError as error:
            raise refused(error, self._project / path, "read") from error

    def blocked(self, path: str) -> str | None:
        """Return the parent of a path that is a link, a file, another repository, or anything else but a folder."""
        folder = path.rpartition("/")[0]
        try:
            return self._blocked(folder)
        except OSError as error:
            raise refused(error, self._project / folder, "read") from error

    def others(self, known: Collection[str]) -> Iterator[str]:
        """Yield the files and links that are not among the known ones, sorted, without `.scaffold/`.

        In a git repository, what git ignores is left out; elsewhere, folders of environments and caches.
        """
        skipped = known if isinstance(known, set | frozenset | dict) else frozenset(known)
        for path in sorted(self._listed()):
            if path not in skipped and not state.is_state(path):
                found = self.status(path)
                if path in self.marked if found is None else _kind(found) in {"file", "link"}:
                    yield path

    def _listed(self) -> Collection[str]:
        if git.enclosing_repository(self._project) is not None:
            listed = git.visible_files(self._project)
            if listed is not None and state.LOCK in listed:  # else the repository ignores the whole project
                return listed
        try:
            return list(_walk(self._root, ""))
        except OSError as error:
            raise refused(error, self._project, "read") from error

    def _status(self, path: str) -> os.stat_result | None:
        folder, _, name = path.rpartition("/")
        if name in _NO_NAMES or self._blocked(folder) is not None:
            return None
        status = _lstat(f"{self._root}/{path}")
        return status if status is None or not self._folds_case or self._is_spelled(path) else None

    def _blocked(self, folder: str) -> str | None:
        if folder not in self._folders:
            above = self._blocked(folder.rpartition("/")[0])
            if above is None and folder.rpartition("/")[2] in _NO_NAMES:
                above = folder
            elif above is None:
                status = _lstat(f"{self._root}/{folder}")
                above = folder if status is not None and not self._is_ours(folder, status) else None
            self._folders[folder] = above
        return self._folders[folder]

    def _is_ours(self, folder: str, status: os.stat_result) -> bool:
        """Say whether a folder is one of the project: not that of a submodule, nor another repository."""
        return stat.S_ISDIR(status.st_mode) and not os.path.lexists(f"{self._root}/{folder}/.git")

    def _is_spelled(self, path: str) -> bool:
        """Say whether a path is that of what stands there, where the system finds it by any case of its names."""
        folder, _, name = path.rpartition("/")
        return name in self._names_in(folder) and (not folder or self._is_spelled(folder))

    def _names_in(self, folder: str) -> frozenset[str]:
        if folder not in self._names:
            self._names[folder] = frozenset(os.listdir(f"{self._root}/{folder}"))  # noqa: PTH208
        return self._names[folder]


def _folds_case(project: Path) -> bool:
    try:
        return (project / state.FOLDER.upper()).samefile(project / state.FOLDER)
    except OSError:
        return False


def _lstat(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _kind(status: os.stat_result) -> EntryKind:
    if stat.S_ISREG(status.st_mode):
        return "file"
    if stat.S_ISLNK(status.st_mode):
        return "link"
    return "folder" if stat.S_ISDIR(status.st_mode) else "other"


def _read(path: str) -> bytes:
    with open(os.open(path, _READ), "rb", buffering=0) as file:  # noqa: PTH123  one of thousands
        return file.readall()


def _walk(root: str, prefix: str) -> Iterator[str]:
    for entry in os.scandir(f"{root}/{prefix}"):
        if not entry.is_dir(follow_symlinks=False):
            yield prefix + entry.name
        elif not _is_skipped(entry):
            yield from _walk(root, f"{prefix}{entry.name}/")


def _is_skipped(entry: "os.DirEntry[str]") -> bool:
    if entry.name in _SKIPPED or entry.name.endswith((".egg-info", "_cache")):
        return True
    return any(os.path.lexists(f"{entry.path}/{mark}") for mark in ("pyvenv.cfg", "CACHEDIR.TAG", ".git"))
