"""Where a path of keys is written, which may be in several places."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.tusk.nodes import Entry, Map, Section
from scaffold.tusk.parsed import Parsed


class Place(NamedTuple):
    """A statement, the map that it is written in, and that map's own entry (None for a section's body)."""

    entry: Entry
    owner: Map
    parent: Entry | None
    referred: bool = False
    """Whether it is written elsewhere, in a variable's value."""


def sections_at(document: Parsed, path: tuple[str, ...]) -> list[Section]:
    """Return the sections of exactly this name in the main text."""
    return [section for section in main_sections(document) if section.path == path]


def sections_below(document: Parsed, path: tuple[str, ...]) -> list[Section]:
    """Return the sections of this name and those nested in it."""
    return [section for section in main_sections(document) if section.path[: len(path)] == path]


def main_sections(document: Parsed) -> list[Section]:
    """Return the sections that are not in an included file."""
    return [section for section in document.sections if section.start <= len(document.text)]


def entries_at(document: Parsed, path: tuple[str, ...]) -> list[Place]:
    """Return the statements of the main text that give this path a value, in order."""
    found: dict[int, Place] = {}
    for section in main_sections(document):
        depth = len(section.path)
        if depth < len(path) and path[:depth] == section.path and isinstance(section.node, Map):
            for place in _search(document, section.node, path[depth:], None, referred=False):
                found.setdefault(place.entry.start, place)
    return [found[start] for start in sorted(found)]


def _search(
    document: Parsed, owner: Map, path: tuple[str, ...], parent: Entry | None, *, referred: bool
) -> Iterator[Place]:
    entries = [owner.entries[path[0]]] if path[0] in owner.entries else []
    for entry in [*entries, *(again for again in owner.repeats if again.key == path[0])]:
        if len(path) == 1:
            yield Place(entry, owner, parent, referred)
        elif isinstance(entry.node, Map):
            inside = referred or entry.node.start in document.written.references
            yield from _search(document, entry.node, path[1:], entry, referred=inside)
