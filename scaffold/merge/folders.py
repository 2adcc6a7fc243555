"""Whole folders that moved, told by what most of their files did."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

_MAJORITY = 2


def folder_moves(moves: Mapping[str, str], staying: Iterable[str]) -> dict[str, str]:
    """Return where folders went. `moves` are files that moved, `staying` those that are where they were.

    A folder has moved when more than half of all files that it had below it went to the same other folder.
    """
    votes: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for old, new in moves.items():
        votes.update(_votes(old, new))
        sizes.update(parents(old))
    for path in staying:
        sizes.update(parents(path))
    return {old: new for (old, new), count in sorted(votes.items()) if count * _MAJORITY > sizes[old]}


def moved_path(path: str, folders: Mapping[str, str]) -> str:
    """Return where a path is after folders moved; the innermost folder counts."""
    for folder in parents(path):
        if folder in folders:
            return join(folders[folder], path[len(folder) + 1 :])
    return path


def parents(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, the innermost first, without the project's own."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def join(folder: str, name: str) -> str:
    """Join two parts of a path, of which the first may be the project's folder."""
    return f"{folder}/{name}" if folder else name


def _votes(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the folders that this one move speaks for: a/c/f to b/c/f says a/c to b/c, and a to b."""
    one, two = old.rpartition("/")[0], new.rpartition("/")[0]
    while one and one != two:
        yield one, two
        (one, _, name), (two, _, other) = one.rpartition("/"), two.rpartition("/")
        if name != other:
            return
