"""The part of a hash lock that some distributions need.

The packs keep one lock over everything that any service can need, as `uv pip compile --universal --generate-hashes`
writes it. Its `# via` notes say who needs whom, which is enough to cut out the part of a service: no resolver runs,
and no registry is asked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from scaffold.catalog.text import MAX_LOCK, read_text
from scaffold.render.context import Requirements, canonical

FILE = "requirements.lock"

_BLOCKS = re.compile(r"^(?=\S)", re.MULTILINE)
_START = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*(?:==|@)")


class _Block(NamedTuple):
    """One requirement: its lines without the notes, and the distributions that need it."""

    name: str
    lines: str
    needed_by: frozenset[str]


class LockError(ValueError):
    """A name is not in the lock, or the text is no lock."""


def closure(locks: Sequence[str], names: Iterable[str], root: str) -> str:
    """Return the lock of `names` and all that they need, its notes about these alone; raises LockError.

    Of several locks a later one comes before those in front of it.

    `root` stands in the notes for the project itself, which needs each of `names`.
    """
    blocks = _parse(tuple(locks))
    known = {block.name for block in blocks}
    direct = {canonical(name) for name in names}
    missing = sorted(direct - known)
    if missing:
        message = f"not in {FILE}: {', '.join(missing)}"
        raise LockError(message)
    wanted = _reach(blocks, direct)
    return "".join(_text(block, wanted, direct, root) for block in blocks if block.name in wanted)


@lru_cache(maxsize=2)
def _parse(locks: tuple[str, ...]) -> tuple[_Block, ...]:
    """Read locks, each over those before it: what it pins counts, and what they said of needs stays."""
    pinned: list[_Block] = []
    for lock in locks:
        own = [_block(text) for text in _BLOCKS.split(lock) if text.strip() and text[0] not in "#-"]
        names = {block.name for block in own}
        below = [block for block in pinned if block.name in names]
        pinned = [block for block in pinned if block.name not in names]
        pinned += [block._replace(needed_by=block.needed_by.union(*_needs(below, block.name))) for block in own]
    return tuple(sorted(pinned, key=lambda block: block.name)) if len(locks) > 1 else tuple(pinned)


def _needs(blocks: Iterable[_Block], name: str) -> list[frozenset[str]]:
    return [block.needed_by for block in blocks if block.name == name]


def _block(text: str) -> _Block:
    match = _START.match(text)
    if match is None:
        message = f"not a pinned requirement: {text.splitlines()[0]!r}"
        raise LockError(message)
    lines, _, notes = text.partition("    # via")
    words = (note.strip().removeprefix("#").strip() for note in notes.splitlines())
    needed_by = frozenset(canonical(word) for word in words if word and not word.startswith("-"))
    return _Block(canonical(match[1]), lines.rstrip("\n"), needed_by)


def _reach(blocks: Iterable[_Block], direct: set[str]) -> set[str]:
    needs: dict[str, set[str]] = {}
    for block in blocks:
        for parent in block.needed_by:
            needs.setdefault(parent, set()).add(block.name)
    reached: set[str] = set()
    waiting = list(direct)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(needs.get(name, ()))
    return reached


def _text(block: _Block, wanted: set[str], direct: set[str], root: str) -> str:
    parents = sorted(block.needed_by & wanted) + ([root] if block.name in direct else [])
    note = (
        f"    # via {parents[0]}" if len(parents) == 1 else "\n".join(["    # via", *(f"    #   {p}" for p in parents)])
    )
    return f"{block.lines}\n{note}\n"


class LockText:
    """`lock(["run", "test"])` in templates: the lock of those groups of the service's dependencies."""

    def __init__(self, roots: Sequence[Path], requirements: Requirements, service: str) -> None:
        self._roots = roots
        self._groups: Mapping[str, Iterable[str]] = {
            "run": [requirement.name for requirement in requirements.run],
            "test": [requirement.name for requirement in requirements.test],
            "dev": [requirement.name for requirement in requirements.dev],
        }
        self._root = f"{service} (pyproject.toml)"

    def __call__(self, groups: Iterable[str]) -> str:
        """Return the lock's text; raises LockError."""
        chosen = [groups] if isinstance(groups, str) else list(groups)
        unknown = sorted(set(chosen) - self._groups.keys())
        if unknown:
            message = f"no group of dependencies {unknown[0]!r}; there are run, test and dev"
            raise LockError(message)
        names = [name for group in chosen for name in self._groups[group]]
        return closure(self._read(), names, self._root)

    def _read(self) -> list[str]:
        files = [root / FILE for root in self._roots if (root / FILE).is_file()]
        if not files:
            message = f"no {FILE} beside the features"
            raise LockError(message)
        return [read_text(file, MAX_LOCK) for file in files]
