"""A plan that is being made."""

from collections.abc import Iterable

from scaffold.merge.model import Conflict, Item, MergePlan, Note
from scaffold.merge.places import Yours
from scaffold.project.model import Entry, NewFile, TrackedFile, file_kind


class Draft:
    """Collects what a plan says and does, in any order."""

    def __init__(self, yours: Yours) -> None:
        self._yours = yours
        self._items: list[Item] = []
        self._conflicts: list[Conflict] = []
        self._files: dict[str, TrackedFile] = {}
        self._notes: list[Note] = []
        self._removed: set[str] = set()
        self._written: dict[str, NewFile] = {}

    def say(self, item: Item) -> None:
        """Add a line to the plan."""
        self._items.append(item)

    def ask(self, conflict: Conflict, source: str | None = None) -> None:
        """Add a conflict, and the line of the plan that names it."""
        self._conflicts.append(conflict)
        self.say(Item("conflict", conflict.path, conflict.reason, source, conflict.regions))

    def put(self, path: str, file: NewFile, source: str | None = None) -> None:
        """Let a file stand at a path, and no longer where it comes from."""
        self._written[path] = file
        if source is not None and source != path:
            self._removed.add(source)

    def remove(self, path: str) -> None:
        """Let nothing stand at a path, unless something is put there."""
        self._removed.add(path)

    def track(self, file: TrackedFile) -> None:
        """Add a file to the new lock."""
        self._files[file.path] = file

    def note(self, notes: Iterable[Note]) -> None:
        """Add lines for a person to look at."""
        self._notes += notes

    def finish(self) -> MergePlan:
        """Return the plan, without changes that change nothing."""
        wanted: dict[str, NewFile | None] = dict.fromkeys(self._removed) | self._written
        changes = {path: wanted[path] for path in sorted(wanted) if not self._stands(path, wanted[path])}
        return MergePlan(
            tuple(sorted(self._items, key=lambda item: (item.path, item.kind))),
            changes,
            {path: self._yours.entry(path) for path in changes},
            tuple(sorted(self._conflicts, key=lambda conflict: conflict.path)),
            dict(sorted(self._files.items())),
            tuple(sorted(self._notes)),
        )

    def _stands(self, path: str, file: NewFile | None) -> bool:
        entry = self._yours.entry(path)
        if entry is None or file is None:
            return entry is None and file is None
        return entry == Entry(file_kind(file.mode), file.content, file.mode)
