"""What is looked at before a project is changed, so that what must fail fails with nothing done."""

import os
import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from scaffold.project.confining import link_fault, path_fault
from scaffold.project.errors import ProjectError
from scaffold.project.git_marks import way_out
from scaffold.project.model import NewFile
from scaffold.project.snapshot import WorkingTree

_SHOWN = 3


def named(paths: Collection[str]) -> str:
    """Return some paths for a sentence."""
    shown = sorted(paths)[:_SHOWN]
    more = len(paths) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def parents(path: str) -> list[str]:
    """Return the folders above a path, the nearest first, without the project's own."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def folders_below(folder: Path, prefix: str) -> list[str]:
    """Return the folders in a folder, with a prefix."""
    found: list[str] = []
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            name = f"{prefix}/{entry.name}"
            found += [name, *folders_below(Path(entry.path), name)]
    return found


def require_safe(project: Path, paths: Iterable[str]) -> None:
    """Refuse paths that lead out of the project or into git's folder."""
    for path in paths:
        fault = path_fault(path)
        if fault:
            raise ProjectError(project, f"cannot write there: {fault}")


def require_leading_inside(project: Path, files: Mapping[str, NewFile | None]) -> None:
    """Refuse links that lead out of the project, or into git's folder or scaffold's."""
    for path, file in files.items():
        if file is not None and stat.S_ISLNK(file.mode):
            fault = link_fault(path, os.fsdecode(file.content))
            if fault:
                raise ProjectError(project, f"cannot write there: {fault}", "nothing was written")


def require_writable(project: Path, tree: WorkingTree, paths: Iterable[str]) -> None:
    """Refuse to replace or remove files that are read-only, also for root, and to change folders that are."""
    read_only: list[str] = []
    folders: set[str] = set()
    for path in paths:
        status = tree.status(path)
        if status is not None and stat.S_ISREG(status.st_mode) and not status.st_mode & stat.S_IWUSR:
            read_only.append(path)
        if tree.blocked(path) is None:
            folders.add(path.rpartition("/")[0])
    for folder in folders:
        place = project / folder
        if place.is_dir() and not os.access(place, os.W_OK | os.X_OK):
            read_only.append(folder or ".")
    if read_only:
        message = f"cannot be changed, as this is read-only: {named(read_only)}"
        hint = f"nothing was written; make it writable (chmod u+w {min(read_only)}), then run the command again"
        raise ProjectError(project, message, hint)


def require_unblocked(project: Path, tree: WorkingTree, paths: Iterable[str], leaving: Collection[str]) -> None:
    """Refuse paths below a link or a file, but for one that is taken away in the same change."""
    for path in paths:
        parent = tree.blocked(path)
        if parent is not None and parent not in leaving:
            message = f"cannot write {path}, as {parent} is a link, a file or another repository, not a folder"
            raise ProjectError(project, message, "nothing was written; put a folder there, then run the command again")


def require_unmarked(project: Path, tree: WorkingTree, paths: Iterable[str]) -> None:
    """Refuse to change files that git takes from its index: it would neither show nor commit the change."""
    marked = sorted(path for path in paths if path in tree.marked)
    if marked:
        message = f"cannot be changed, as git is told to leave this out of the working tree: {named(marked)}"
        way = way_out(project, marked[0], tree.marked[marked[0]])
        raise ProjectError(project, message, f"nothing was written; {way}; or: scaffold update --branch NAME")


def require_empty(project: Path, path: str, leaving: Collection[str]) -> None:
    """Refuse to put a file where a folder stands that would not be empty."""
    left = [name for name in files_below(project / path, path) if name not in leaving]
    if left:
        message = f"cannot write {path}, as a folder stands there, which holds {named(left)}"
        raise ProjectError(project, message, "nothing was written; move that folder, then run the command again")


def files_below(folder: Path, prefix: str) -> list[str]:
    """Return what is in a folder and those in it, but folders, with a prefix."""
    found: list[str] = []
    for entry in os.scandir(folder):
        name = f"{prefix}/{entry.name}"
        found += files_below(Path(entry.path), name) if entry.is_dir(follow_symlinks=False) else [name]
    return found
