"""A change of a project's files: what it needs, and the steps that make it."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from scaffold.project import checking, disk, state, transaction
from scaffold.project.digest import digest
from scaffold.project.errors import ProjectError
from scaffold.project.journal import Command, Folder, Journal, Move
from scaffold.project.model import LINK, Entry, NewFile, file_kind
from scaffold.project.snapshot import WorkingTree
from scaffold.project.transaction import Stamp

_EXECUTE = 0o111


class Change:
    """What is wanted at each path of a project (None: nothing), without what is so already (`wanted`).

    Raises ProjectError for a path, or a link, that leads out of the project.
    """

    def __init__(self, project: Path, tree: WorkingTree, wanted: Mapping[str, NewFile | None]) -> None:
        checking.require_safe(project, wanted)
        self._project = project
        self._tree = tree
        statuses = {path: tree.status(path) for path in wanted}  # before they are read
        self._all = present = {path: tree.entry(path) for path in wanted}
        self.wanted = {path: new for path, new in sorted(wanted.items()) if not _is_there(present[path], new)}
        checking.require_leading_inside(project, self.wanted)
        self._present = {path: entry for path in self.wanted if (entry := present[path]) is not None}
        self.leaving = {path for path, entry in self._present.items() if entry.kind != "folder"}
        self.stamps = {path: Stamp.of(status) for path in self.leaving if (status := statuses[path]) is not None}

    def check(self, expected: Mapping[str, Entry | None]) -> None:
        """Refuse what is no longer as expected, and what must fail; raises ProjectError."""
        changed = [path for path, entry in expected.items() if self._entry(path) != entry]
        if changed:
            message = f"was changed while the update was worked out: {checking.named(changed)}"
            raise ProjectError(self._project, message, "nothing was written; run the command again")
        coming = [path for path, new in self.wanted.items() if new is not None]
        checking.require_unblocked(self._project, self._tree, coming, self.leaving)
        for path, entry in self._present.items():
            if entry.kind == "folder":
                checking.require_empty(self._project, path, self.leaving)
            elif entry.kind == "other":
                raise ProjectError(self._project, f"cannot write {path}: neither a file nor a folder stands there")
        checking.require_unmarked(self._project, self._tree, self.wanted)
        checking.require_writable(self._project, self._tree, self.wanted)

    def _entry(self, path: str) -> Entry | None:
        return self._all[path] if path in self._all else self._tree.entry(path)

    def journal(self, command: Command) -> Journal:
        """Return the steps."""
        old = f"{transaction.STAGED_UNDO}/old" if command == "update" else f"{state.STAGE}/old"
        numbers = {path: number for number, path in enumerate(self.wanted)}
        take = [Move(path, f"{old}/{numbers[path]}", digest(self._present[path].content)) for path in self.leaving]
        put = [
            Move(f"{state.STAGE}/new/{numbers[path]}", path, digest(new.content))
            for path, new in self.wanted.items()
            if new is not None
        ]
        return Journal(command, tuple(sorted(take)), self._drop(), self._make(), tuple(put))

    def _make(self) -> tuple[Folder, ...]:
        needed = {parent for path, new in self.wanted.items() if new is not None for parent in checking.parents(path)}
        return tuple(Folder(path, None) for path in sorted(needed) if not self._is_folder(path))

    def _drop(self) -> tuple[Folder, ...]:
        needed = {parent for path, new in self.wanted.items() if new is not None for parent in checking.parents(path)}
        left = {parent for path in self.leaving for parent in checking.parents(path)} - needed - {state.FOLDER}
        for path, entry in self._present.items():
            left |= {path, *checking.folders_below(self._project / path, path)} if entry.kind == "folder" else set()
        folders = {path: status for path in left if (status := self._tree.status(path)) is not None}
        ordered = sorted(folders, key=lambda path: (-path.count("/"), path))
        return tuple(Folder(path, stat.S_IMODE(folders[path].st_mode)) for path in ordered)

    def _is_folder(self, path: str) -> bool:
        status = self._tree.status(path)
        return status is not None and stat.S_ISDIR(status.st_mode)

    def staged(self, journal: Journal) -> Iterator[disk.Written]:
        """Yield the files to stage for a journal."""
        for move in journal.put:
            new = self.wanted[move.target]
            if new is not None:
                yield self._written(move.source, move.target, new)

    def _written(self, place: str, path: str, new: NewFile) -> disk.Written:
        if stat.S_ISLNK(new.mode):
            return disk.Written(place, new.content, LINK, link=True)
        usual = 0o777 if new.mode & 0o100 else 0o666
        status = self._tree.status(path)
        if status is None or not stat.S_ISREG(status.st_mode):
            return disk.Written(place, new.content, usual)
        permissions = stat.S_IMODE(status.st_mode) & 0o777
        if new.mode & 0o100 and not permissions & 0o100:
            permissions |= (permissions & 0o444) >> 2  # who may read it may run it
        elif not new.mode & 0o100:
            permissions &= ~_EXECUTE
        return disk.Written(place, new.content, permissions, exact=True)


def _is_there(entry: Entry | None, new: NewFile | None) -> bool:
    if entry is None or new is None:
        return entry is None and new is None
    return entry == Entry(file_kind(new.mode), new.content, new.mode)
