"""What is left of an update of which git has put a part back: by reset, stash, or a switch to another branch."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from scaffold.project import disk, state, transaction
from scaffold.project.git_changes import uncommitted
from scaffold.project.git_history import not_in_commits
from scaffold.project.git_ignored import kept_from_git
from scaffold.project.journal import Journal, Move


def remains(project: Path, way_back: Journal) -> Journal:
    """Return the way back of what is still as the update left it and in no commit; the rest is git's now.

    What only concerns this copy of the project goes back too; lock and baseline are those that belong to the rest.
    Raises ProjectError, and OSError.
    """
    root = disk.Root(project)
    written = {move.target: move.digest for move in way_back.put}
    paths = {*written, *(move.source for move in way_back.take)}
    ours = {
        path for path in _not_committed(project, paths) if transaction.content_digest(root, path) == written.get(path)
    }
    local = {path for path in written if state.is_state(path) and path not in state.COMMITTED}
    take = tuple(move for move in way_back.take if move.source in ours)
    put = tuple(move for move in way_back.put if move.target in ours | local)
    return way_back._replace(take=take, put=put)


def only_here(project: Path, way_back: Journal) -> Iterator[Move]:
    """Yield the moves of files that the update took away, and that neither git nor the project has.

    Raises ProjectError, and OSError.
    """
    root = disk.Root(project)
    gone = [move for move in way_back.take if not state.is_state(move.source)]
    gone = [move for move in gone if transaction.content_digest(root, move.source) != move.digest]
    known = {move.source: _content(root, move.target) for move in gone}
    alone = not_in_commits(project, known) if known else ()
    yield from (move for move in gone if move.source in alone)


def _not_committed(project: Path, paths: set[str]) -> set[str]:
    files = {path for path in paths if not state.is_state(path)}
    return files & {*uncommitted(project), *kept_from_git(project, files)}


def _content(root: disk.Root, path: str) -> bytes:
    found = root.status(path)
    if found is not None and stat.S_ISLNK(found.st_mode):
        return os.fsencode(root.read_link(path))
    return root.read(path)
