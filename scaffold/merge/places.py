"""Where the templates' files stand in the project now."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from scaffold.merge.folders import folder_moves, join, moved_path, parents
from scaffold.merge.model import Base
from scaffold.merge.similarity import find_renames
from scaffold.project.model import Entry, EntryKind, TrackedFile, Tree, file_kind


class Yours:
    """The user's tree, each part of it read once and only when it is asked for."""

    def __init__(self, tree: Tree, base: Mapping[str, TrackedFile]) -> None:
        self._tree = tree
        self._known = {place for file in base.values() for place in (file.path, file.at) if place}
        self._entries: dict[str, Entry | None] = {}

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path."""
        if path not in self._entries:
            self._entries[path] = self._tree.entry(path)
        return self._entries[path]

    def has(self, path: str, file: TrackedFile) -> bool:
        """Whether what the templates write for a file stands at a path: a link for a link, else a regular file."""
        entry = self.entry(path)
        return entry is not None and entry.kind == file_kind(file.mode) and self.blocked(path) is None

    def is_file(self, path: str) -> bool:
        """Whether a regular file stands at a path, below folders that are no links."""
        entry = self.entry(path)
        return entry is not None and entry.kind == "file" and self.blocked(path) is None

    def blocked(self, path: str) -> str | None:
        """Return the parent of a path that is no folder, if one is."""
        return self._tree.blocked(path)

    def obstacle(self, path: str, kind: EntryKind = "file") -> str | None:
        """Say what stands where a file or a link should, or in place of its folder; None: nothing does.

        Such as "d is a link".
        """
        spot = self.blocked(path) or path
        entry = self.entry(spot)
        if entry is None or (spot == path and entry.kind == kind):
            return None
        if entry.kind == "folder" and spot != path:
            return f"{spot} is a repository of its own"
        return f"{spot} is a {entry.kind if entry.kind != 'other' else 'special file'}"

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The files that nobody generated."""
        return tuple(sorted(set(self._tree.others(self._known)) - self._known))


class Places(NamedTuple):
    """Where the user has the templates' files.

    `at` maps the templates' path to where the file stands; what stands nowhere is not in it. `found` are those of them
    whose move the lock does not know yet. `folders` are the folders that the user moved.
    """

    at: Mapping[str, str]
    found: frozenset[str]
    folders: Mapping[str, str]


def find_places(base: Base, yours: Yours) -> Places:
    """Look for each file where the lock has it, then by its content, then where its neighbours moved to."""
    at = {path: place for path, file in base.files.items() if (place := _known_place(file, yours)) is not None}
    missing = [path for path, file in base.files.items() if path not in at and file_kind(file.mode) == "file"]
    if not missing or not yours.others:
        return Places(at, frozenset(), _folders(base, at, yours))
    contents = {path: entry.content for path in _candidates(missing, yours) if (entry := yours.entry(path))}
    at |= find_renames({path: base.read(path) for path in missing if not base.files[path].private}, contents)
    folders = _folders(base, at, yours)
    at |= _beside_neighbours((path for path in missing if path not in at), folders, contents.keys() - at.values())
    return Places(at, frozenset(path for path in missing if path in at), folders)


def _candidates(missing: Iterable[str], yours: Yours) -> list[str]:
    """Return the files that one that is missing may have become: with its name or its suffix, anywhere."""
    stems = {PurePosixPath(path).stem for path in missing}
    suffixes = {PurePosixPath(path).suffix for path in missing}
    names = ((path, PurePosixPath(path)) for path in yours.others)
    return [path for path, name in names if (name.suffix in suffixes or name.stem in stems) and yours.is_file(path)]


def _known_place(file: TrackedFile, yours: Yours) -> str | None:
    for place in (file.at, file.path):
        if place and yours.has(place, file):
            return place
    return None


def _folders(base: Base, at: Mapping[str, str], yours: Yours) -> dict[str, str]:
    """Return the folders that went elsewhere: with most of what the templates had in them, and nothing is left."""
    moves = {path: place for path, place in at.items() if path != place}
    if not moves:
        return {}
    moved = folder_moves(moves, (path for path, place in at.items() if path == place))
    left = {folder for path in (*at.values(), *yours.others) for folder in parents(path)}
    return {old: new for old, new in moved.items() if old not in left and _went(old, new, base, at, yours)}


def _went(old: str, new: str, base: Base, at: Mapping[str, str], yours: Yours) -> bool:
    """Whether most of a folder stands in another one, those files too that are too small or changed to be known."""
    held = [path for path in base.files if path.startswith(f"{old}/")]
    there = {*at.values(), *yours.others}
    found = [path for path in held if at.get(path, join(new, path[len(old) + 1 :])) in there and at.get(path) != path]
    return len(found) * 2 > len(held)


def _beside_neighbours(missing: Iterable[str], folders: Mapping[str, str], free: set[str]) -> dict[str, str]:
    """Find what was too small or too much changed to be known by its content."""
    found: dict[str, str] = {}
    for path in sorted(missing):
        place = moved_path(path, folders)
        if place in free:
            found[path] = place
            free.remove(place)
    return found


def template_folders(pairs: Mapping[str, str], new: Iterable[str]) -> dict[str, str]:
    """Return the folders that the templates moved: none of their files is left in them."""
    moves = {old: now for old, now in pairs.items() if old != now}
    if not moves:
        return {}
    left = {folder for path in new for folder in parents(path)}
    moved = folder_moves(moves, (old for old, now in pairs.items() if old == now))
    return {old: now for old, now in moved.items() if old not in left}
