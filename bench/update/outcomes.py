"""What an update made of each case, told by the tree that it left alone."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from bench.update.cases import Case

_MARKER = re.compile(rb"^(<{7,}|>{7,}|={7,})( |$)", re.MULTILINE)
_REFUSED = re.compile(r"error|reject|does not|conflict:", re.IGNORECASE)
_STATE = {".git", ".scaffold"}
_THEIRS = Path(".scaffold/theirs")
"""Where scaffold puts the template's version of a file that cannot have markers."""


class Tree(NamedTuple):
    """The files of an updated project, those that git holds as unmerged, and what the tool printed."""

    files: dict[Path, bytes]
    unmerged: frozenset[str]
    printed: tuple[str, ...]


def tree_of(project: Path, printed: str) -> Tree:
    """Read an updated project; the tools' own state counts only where the user is told to look."""
    paths = (path.relative_to(project) for path in project.rglob("*") if path.is_file())
    wanted = [path for path in paths if path.parts[0] not in _STATE or path.is_relative_to(_THEIRS)]
    listed = subprocess.run(
        ["git", "ls-files", "--unmerged", "-z"], cwd=project, capture_output=True, text=True, check=True
    )
    unmerged = frozenset(entry.partition("\t")[2] for entry in listed.stdout.split("\0") if entry)
    return Tree({path: (project / path).read_bytes() for path in wanted}, unmerged, tuple(printed.splitlines()))


def outcome(case: Case, tree: Tree) -> str:
    """Say what became of both sides of a case."""
    shown = _is_shown(case, tree)
    told = "conflict shown" if shown else "silently"
    if case.mine is None:
        if any(_holds(content, case.theirs) for content in tree.files.values()):
            return f"user's deletion undone, {told}"
        return "stays deleted"
    if not any(_holds(content, case.mine) for content in tree.files.values()):
        return "LOST the user's edit, " + ("with a conflict" if shown else told)
    if case.theirs is not None and not any(_holds(content, case.theirs) for content in tree.files.values()):
        return f"DROPPED the template's, {told}"
    if shown:
        return "conflict shown"
    return _merged(case, tree)


def _merged(case: Case, tree: Tree) -> str:
    """Name what no conflict says: both sides apart, or a file that the template moved or gave up in its old place."""
    mine = {path for path, content in tree.files.items() if _holds(content, case.mine)}
    if case.theirs is not None:
        together = any(_holds(tree.files[path], case.theirs) for path in mine)
        return "merged" if together else "both kept apart, silently"
    if case.second and Path(case.path) in mine:
        return "IGNORED the template's move, silently"
    return "merged" if case.second else "kept, silently"


def _is_shown(case: Case, tree: Tree) -> bool:
    names = {Path(path).name for path in (case.path, *case.second)}
    marked = {path.name for path, content in tree.files.items() if _MARKER.search(content)}
    rejected = {path.name.removesuffix(".rej") for path in tree.files if path.suffix == ".rej"}
    unmerged = {Path(path).name for path in tree.unmerged}
    refused = {name for name in names for line in tree.printed if name in line and _REFUSED.search(line)}
    return bool(names & (marked | rejected | unmerged | refused))


def _holds(content: bytes, words: bytes | None) -> bool:
    return words is not None and words in content
