"""One file that both sides changed: lines first, then the structure, then the gate."""

import re
from collections import Counter
from typing import NamedTuple

from scaffold.merge.gate import merge_problem
from scaffold.merge.lines import compare_added, merge_lines, whole_conflict
from scaffold.merge.model import ConflictKind, Labels, Region
from scaffold.merge.text import is_binary

_WORD = re.compile(rb"[\w\x80-\xff]+")


class ContentMerge(NamedTuple):
    """The content, and what is wrong with it: nothing, if `conflict` is None. `regions` are those with markers."""

    content: bytes
    conflict: ConflictKind | None = None
    reason: str = ""
    regions: tuple[Region, ...] = ()


def merge_contents(path: str, base: bytes, yours: bytes, new: bytes, labels: Labels) -> ContentMerge:
    """Merge three versions of a file. Of a binary file that both changed, yours stays."""
    if new in (yours, base):
        return ContentMerge(yours)
    if any(map(is_binary, (base, yours, new))):
        return ContentMerge(new) if yours == base else ContentMerge(yours, "binary", "both changed a binary file")
    new = _with_used_imports(path, base, yours, new)
    merged = merge_lines(base, yours, new, labels)
    if merged.regions:
        structured = _merge_structure(path, base, yours, new)
        if structured is not None:
            return ContentMerge(structured)
        count = len(merged.regions)
        reason = "both changed the same lines" + (f", in {count} places" if count > 1 else "")
        return ContentMerge(merged.content, "lines", reason, merged.regions)
    problem = merge_problem(path, yours, new, merged.content)
    if problem is None:
        return ContentMerge(merged.content)
    whole = whole_conflict(base, yours, new, labels)
    return ContentMerge(whole.content, "invalid", f"the lines merge, but {problem}", whole.regions)


def compare_contents(yours: bytes, new: bytes, labels: Labels) -> ContentMerge:
    """Show where two files differ that both sides added."""
    reason = "you and the templates both added this file"
    if is_binary(yours) or is_binary(new):
        return ContentMerge(yours, "added", reason)
    compared = compare_added(yours, new, labels)
    return ContentMerge(compared.content, "added", reason, compared.regions)


def _with_used_imports(path: str, base: bytes, yours: bytes, new: bytes) -> bytes:
    from scaffold.merge.used_imports import with_used_imports

    return with_used_imports(path, base, yours, new)


def _merge_structure(path: str, base: bytes, yours: bytes, new: bytes) -> bytes | None:
    from scaffold.merge.structure import merge

    merged = merge(path, base, yours, new)
    if merged is None or merge_problem(path, yours, new, merged) or not _keeps_words(base, yours, merged):
        return None
    return merged


def _keeps_words(base: bytes, yours: bytes, merged: bytes) -> bool:
    """Whether every word that the user added is still there: a last check that is independent of any structure."""
    added = _words(yours) - _words(base)
    return not added - _words(merged)


def _words(content: bytes) -> Counter[bytes]:
    return Counter(_WORD.findall(content))
