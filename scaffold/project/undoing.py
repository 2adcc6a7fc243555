"""`undo`: back to before the last update, exactly."""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.evolution.model import Revision
from scaffold.project import checking, disk, state, transaction
from scaffold.project.errors import ProjectError
from scaffold.project.holding import holding
from scaffold.project.in_place import stands
from scaffold.project.journal import Folder, Journal, Move, read_journal
from scaffold.project.recovering import recover
from scaffold.project.remains import only_here, remains
from scaffold.project.snapshot import WorkingTree


class Undone(NamedTuple):
    """What going back did: the paths that are as before, and where what was changed since the update is now.

    `kept` holds pairs of a path in the project and one in `.scaffold/undone/`. `in_part`: git itself had put back a
    part of what the update changed; `kept` is then what stood there before the update, and is nowhere else. `revisions`
    are those of the data that the update had made, but for the first of all.
    """

    restored: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    in_part: bool = False
    revisions: tuple[Revision, ...] = ()


def undo(project: Path) -> Undone:
    """Put every file back that the last update replaced, moved or deleted, and remove those that it added.

    A file that was changed since the update is moved to `.scaffold/undone/` first. Lock and baseline go back too. Where
    git has put back another lock than the update wrote, only what is left of the update and in
    no commit goes back. It can be done once. Raises ProjectError (there is no update to undo, or what `apply` raises),
    and then, as after any other exception, all is as it was; a run that is killed is finished by `recover`.
    """
    with holding(project, "update --undo"), transaction.refusing(project):
        recover(project)
        way_back = read_journal(project, state.UNDO_JOURNAL)
        if way_back is None:
            raise ProjectError(
                project, "has no update that can be undone", "only the last update can be, and only once"
            )
        tree = WorkingTree(project)
        in_part = not stands(project, way_back)
        if in_part:
            way_back, former = remains(project, way_back), tuple(only_here(project, way_back))
        _check(project, tree, way_back)
        journal, kept = _reverse(project, tree, way_back)
        if in_part:
            journal, kept = _keeping(project, journal, former)
        stamps = {
            move.source: transaction.Stamp.of(status)
            for move in journal.take
            if (status := tree.status(move.source)) is not None
        }
        transaction.begin(project, journal, ())
        transaction.carry_out(project, journal, stamps)
        restored = {move.source for move in way_back.take} | {move.target for move in way_back.put}
        return Undone(tuple(sorted(path for path in restored if not state.is_state(path))), kept, in_part)


def _keeping(project: Path, journal: Journal, former: Sequence[Move]) -> tuple[Journal, tuple[tuple[str, str], ...]]:
    """Return a journal that moves what is only known from before the update to `.scaffold/undone/` too."""
    back = {move.source for move in journal.put}
    kept: dict[str, str] = {}
    put: list[Move] = []
    root = disk.Root(project)
    for move in former:
        if move.target not in back:
            place = kept[move.source] = transaction.unused(root, move.source, kept.values())
            put.append(Move(move.target, place, move.digest))
    folders = {parent for move in put for parent in checking.parents(move.target)}
    missing = (Folder(path, None) for path in sorted(folders) if not root.is_folder(path))
    journal = journal._replace(make=(*journal.make, *missing), put=(*journal.put, *put))
    return journal, tuple(kept.items())


def _check(project: Path, tree: WorkingTree, way_back: Journal) -> None:
    root = disk.Root(project)
    for move in way_back.take:
        found = transaction.content_digest(root, move.target)
        if found != move.digest:
            message = f"{'is missing' if found is None else 'was changed'}, so that the update cannot be undone exactly"
            raise ProjectError(project / move.target, message, "git can go back, where the project was committed")
    paths = {move.source for move in way_back.take} | {move.target for move in way_back.put}
    standing = {path: status for path in paths if (status := tree.status(path)) is not None}
    leaving = {path for path, status in standing.items() if not stat.S_ISDIR(status.st_mode)}
    checking.require_unblocked(project, tree, (move.source for move in way_back.take), leaving)
    for path, status in standing.items():
        if stat.S_ISDIR(status.st_mode):
            if any(move.source == path for move in way_back.take):
                checking.require_empty(project, path, leaving)
        elif not stat.S_ISREG(status.st_mode) and not stat.S_ISLNK(status.st_mode):
            raise ProjectError(project, f"cannot write {path}: neither a file nor a folder stands there")
    checking.require_unmarked(project, tree, paths)
    checking.require_writable(project, tree, paths)


def _reverse(project: Path, tree: WorkingTree, way_back: Journal) -> tuple[Journal, tuple[tuple[str, str], ...]]:
    root = disk.Root(project)
    written = {move.target: move.digest for move in way_back.put}
    take: list[Move] = []
    kept: dict[str, str] = {}
    for number, path in enumerate(sorted({*written, *(move.source for move in way_back.take)})):
        entry = tree.entry(path)
        if entry is None or entry.kind == "folder":
            continue
        found = transaction.content_digest(root, path) or ""
        target = f"{state.STAGE}/old/{number}"
        if found != written.get(path) and not state.is_state(path):
            target = kept[path] = transaction.unused(root, path, kept.values())
        take.append(Move(path, target, found))
    put = tuple(Move(move.target, move.source, move.digest) for move in way_back.take)
    journal = Journal("undo", tuple(take), tuple(_drop(tree, way_back)), _make(tree, way_back), put)
    return journal, tuple(kept.items())


def _drop(tree: WorkingTree, way_back: Journal) -> Iterator[Folder]:
    for folder in reversed(way_back.make):
        status = tree.status(folder.path)
        if status is not None and stat.S_ISDIR(status.st_mode):
            yield folder._replace(permissions=stat.S_IMODE(status.st_mode))


def _make(tree: WorkingTree, way_back: Journal) -> tuple[Folder, ...]:
    """Return the folders that the files need and that do not stand: with their permissions where they are known."""
    known = {folder.path: folder.permissions for folder in way_back.drop}
    needed = {parent for move in way_back.take for parent in checking.parents(move.source)}
    missing = [path for path in needed if (status := tree.status(path)) is None or not stat.S_ISDIR(status.st_mode)]
    return tuple(Folder(path, known.get(path)) for path in sorted(missing))
