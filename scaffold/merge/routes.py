"""Where files go: what moves, and what stands in the way."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from scaffold.merge.cases import Case
from scaffold.merge.folders import join, moved_path, parents
from scaffold.merge.places import Places, Yours
from scaffold.project.model import EntryKind


class Move(NamedTuple):
    """A file that shall stand at `target` instead of `place`."""

    place: str
    target: str


class Folders(NamedTuple):
    """The folders that each side moved."""

    yours: Mapping[str, str]
    new: Mapping[str, str]


def target_of(case: Case, places: Places, folders: Folders) -> tuple[str, bool]:
    """Return where a file of the project belongs now, and whether both sides moved it to different places."""
    place = case.place or case.base.path
    if case.new is None:  # yours alone from now on, so that it goes along as your own files do
        return moved_path(place, folders.new), False
    old, now = case.base.path, case.new.path
    if place == old:
        return (place if now == old else added_target(now, folders)), False
    if now in (old, place):
        return place, False
    if now == moved_path(old, folders.new) and moved_path(old, folders.yours) != place:
        return moved_path(place, folders.new), False
    if place == moved_path(old, folders.yours) and now != moved_path(old, folders.new):
        return added_target(now, folders), False
    return place, case.base.path in places.found


def added_target(path: str, folders: Folders) -> str:
    """Return where a path of the templates is in the user's tree, after the folders that the user moved.

    Where both moved the same folder, the user's name for it counts.
    """
    back = {new: old for old, new in folders.new.items()}
    for folder in parents(path):
        if folder in folders.yours:
            return join(folders.yours[folder], path[len(folder) + 1 :])
        if back.get(folder) in folders.yours:
            return join(folders.yours[back[folder]], path[len(folder) + 1 :])
    return path


class Ground:
    """Which paths are taken. `staying` are all files that do not move, `leaving` those that are removed."""

    def __init__(self, yours: Yours, staying: Iterable[str], leaving: Iterable[str]) -> None:
        self._yours = yours
        self._leaving = set(leaving)
        self._taken = {path.casefold(): path for path in staying}

    def settle(self, moves: Iterable[Move]) -> dict[Move, str]:
        """Claim the targets of moves; return those that cannot be, with what is in the way.

        A file that cannot move stands in the way of others, so that this repeats until no more come.
        """
        going = sorted(moves)
        stuck: dict[Move, str] = {}
        while True:
            leaving = self._leaving | {move.place for move in going}
            taken = dict(self._taken)
            failed: dict[Move, str] = {}
            for move in going:
                obstacle = self._obstacle(move, leaving, taken)
                if obstacle:
                    failed[move] = obstacle
                else:
                    taken[move.target.casefold()] = move.target
            if not failed:
                self._leaving, self._taken = leaving, taken
                return stuck
            stuck |= failed
            self._taken |= {move.place.casefold(): move.place for move in failed}
            going = [move for move in going if move not in failed]

    def claim(self, path: str, kind: EntryKind = "file") -> str | None:
        """Claim the path of a new file or link; return what is in the way, if something is.

        A file of the user's own is not, and where a link is new, neither is a link.
        """
        entry = self._yours.entry(path)
        if entry and entry.kind in {"file", kind} and path not in self._leaving and path.casefold() not in self._taken:
            return self._yours.blocked(path)
        obstacle = self._obstacle(Move(path, path), self._leaving, self._taken)
        if obstacle is None:
            self._taken[path.casefold()] = path
        return obstacle

    def is_left(self, path: str) -> bool:
        """Whether what stands at a path goes away."""
        return path in self._leaving

    def _obstacle(self, move: Move, leaving: set[str], taken: Mapping[str, str]) -> str | None:
        target = move.target
        parent = self._yours.blocked(target)
        if parent is not None and parent not in leaving:
            return self._yours.obstacle(target)
        above = next((taken[folder.casefold()] for folder in parents(target) if folder.casefold() in taken), None)
        if above is not None:
            return f"{above} is no folder"
        known = taken.get(target.casefold())
        if known is not None:
            return _in_the_way(known, target)
        entry = self._yours.entry(target)
        if entry is None or target in leaving:
            return self._other_case(move, leaving)
        if entry.kind != "file":
            return self._yours.obstacle(target)
        return None if self._alias(move) else f"{target} exists"

    def _other_case(self, move: Move, leaving: set[str]) -> str | None:
        """Find a file of the user's own whose path some systems take for the same."""
        known = self._by_case.get(move.target.casefold())
        return None if known is None or known == move.place or known in leaving else _in_the_way(known, move.target)

    @cached_property
    def _by_case(self) -> dict[str, str]:
        return {path.casefold(): path for path in self._yours.others}

    def _alias(self, move: Move) -> bool:
        """Whether the target is the file itself, on a system that takes both spellings for one."""
        same = move.place.casefold() == move.target.casefold()
        return same and self._yours.entry(move.place) == self._yours.entry(move.target)


def _in_the_way(known: str, target: str) -> str:
    return f"{known} differs only in case" if known != target else f"{known} exists"
