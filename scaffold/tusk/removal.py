"""What to cut from a text so that one entry of a map goes, and nothing else."""

import re

from scaffold.tusk.nodes import Entry, Map
from scaffold.tusk.patterns import TAIL_IN_BRACES
from scaffold.tusk.splice import line_start, next_line

_LEADING_COMMA = re.compile(r"\s*+,")


def removal(text: str, owner: Map, entry: Entry) -> tuple[int, int]:
    """Return the span of an entry with its line, or with one comma where it shares its line."""
    end = max(entry.node.end, entry.key_end)
    if starts_line(text, entry) and (owner.style != "inline" or ends_line(text, end)):
        return line_start(text, entry.start), next_line(text, end)
    entries = sorted([*owner.entries.values(), *owner.repeats], key=lambda one: one.start)
    at = entries.index(entry)
    if at + 1 < len(entries):
        return entry.start, entries[at + 1].start
    if at > 0:
        return entries[at - 1].node.end, entry.node.end
    return owner.start + 1, owner.end - 1


def starts_line(text: str, entry: Entry) -> bool:
    """Tell whether nothing stands before an entry on its line."""
    return not text[line_start(text, entry.start) : entry.start].strip(" \t\ufeff")


def ends_line(text: str, end: int) -> bool:
    """Tell whether only a comma and a comment stand behind an entry, and no comma starts the next line."""
    tail = TAIL_IN_BRACES.match(text, end)
    return tail is not None and not _LEADING_COMMA.match(text, tail.end())
