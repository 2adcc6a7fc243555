"""Which file became which, told by their content."""

import tempfile
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from itertools import takewhile
from posixpath import basename

from scaffold.merge.text import plain

HALF = 50
"""Per cent of a file that must have stayed, as in git."""

_FACTOR = 2
"""How many times larger one of two files may be that are half alike."""


def find_renames(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Pair files that are gone with files that have appeared: the same content first, then at least half of it.

    Line ends do not count. Files without any text are never paired, as their content says nothing.
    """
    gone = {path: content for path, text in old.items() if (content := plain(text)).strip()}
    came = {path: content for path, text in new.items() if (content := plain(text)).strip()}
    pairs = _same(gone, came)
    taken = set(pairs.values())
    gone = {path: content for path, content in gone.items() if path not in pairs}
    came = {path: content for path, content in came.items() if path not in taken}
    return pairs | _similar(gone, _of_like_size(gone, came))


def _of_like_size(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out what cannot be half alike."""
    sizes = [len(content) for content in old.values()]
    least, most = min(sizes, default=0) // _FACTOR, max(sizes, default=0) * _FACTOR
    return {path: content for path, content in new.items() if least <= len(content) <= most}


def _same(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    candidates: dict[bytes, list[str]] = {}
    for path in sorted(new):
        candidates.setdefault(sha256(new[path]).digest(), []).append(path)
    pairs: dict[str, str] = {}
    for path in sorted(old):
        found = candidates.get(sha256(old[path]).digest())
        if found:
            pairs[path] = max(found, key=partial(_closeness, path))
            found.remove(pairs[path])
    return pairs


def _closeness(path: str, other: str) -> tuple[bool, int]:
    return basename(path) == basename(other), sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(path, other, strict=False))
    )


def _similar(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Ask libgit2, with a repository that lives as long as the question."""
    if not old or not new:
        return {}
    import pygit2
    from pygit2.enums import DeltaStatus, DiffFind, FileMode

    names = {f"old{number}": path for number, path in enumerate(sorted(old))}
    names |= {f"new{number}": path for number, path in enumerate(sorted(new))}
    with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
        repository = pygit2.init_repository(folder, bare=True)
        before, after = repository.TreeBuilder(), repository.TreeBuilder()
        for name, path in names.items():
            builder, content = (before, old[path]) if name.startswith("old") else (after, new[path])
            builder.insert(name, repository.create_blob(content), FileMode.BLOB)
        diff = repository.diff(str(before.write()), str(after.write()))
        diff.find_similar(DiffFind.FIND_RENAMES, rename_threshold=HALF, rename_limit=len(names))
        pairs = {
            names[delta.old_file.path]: names[delta.new_file.path]
            for delta in diff.deltas
            if delta.status == DeltaStatus.RENAMED
        }
        repository.free()
    return pairs
