"""A guide's code blocks as one spec."""

import textwrap
from collections.abc import Iterator

from scaffold.tusk.document import Document
from scaffold.tusk.nodes import Entry, Map, Section
from scaffold.tusk.parser import parse
from scaffold.tusk.removal import removal
from scaffold.tusk.splice import joined, splice

Seen = dict[str, "Seen | None"]


def flatten_guide(document: Document) -> str:
    """Return the text of a guide's blocks without its prose; of what stands twice, the first stays.

    Comments and the order of the blocks stay too.
    """
    blocks = [document.text[block.start : block.end] for block in document.written.blocks]
    text = "\n".join(textwrap.dedent(block.replace("\r\n", "\n")).strip("\n") + "\n" for block in blocks)
    return _without_repeats(text)


def _without_repeats(text: str) -> str:
    document = parse(text, source="service.tusk")
    seen: Seen = {}
    cuts: list[tuple[int, int]] = []
    for section in document.sections:
        cuts += _section_cuts(text, section, _place(seen, section.path))
    return splice(text, [(start, end, "") for start, end in joined(cuts)])


def _place(seen: Seen, path: tuple[str, ...]) -> Seen:
    for name in path:
        inner = seen.setdefault(name, {})
        seen = {} if inner is None else inner
    return seen


def _section_cuts(text: str, section: Section, seen: Seen) -> list[tuple[int, int]]:
    if not isinstance(section.node, Map):
        return []
    count = len(section.node.entries)
    cuts = list(_cuts(text, section.node, seen))
    whole = count and len(cuts) == count and not any(isinstance(e.node, Map) for e in section.node.entries.values())
    if not whole:
        return cuts
    start = text.rfind("\n", 0, section.start) + 1
    end = max(end for _, end in cuts)
    return [(start, end + (1 if text[end : end + 1] == "\n" else 0))]


def _cuts(text: str, node: Map, seen: Seen) -> Iterator[tuple[int, int]]:
    """Yield the lines of the entries which were seen before; a map of both is looked into."""
    for entry in [*node.entries.values(), *node.repeats]:
        if entry.key not in seen:
            seen[entry.key] = _known(entry)
            continue
        inner = seen[entry.key]
        if isinstance(entry.node, Map) and inner is not None:
            yield from _cuts(text, entry.node, inner)
        else:
            yield removal(text, node, entry)


def _known(entry: Entry) -> Seen | None:
    if not isinstance(entry.node, Map):
        return None
    return {inner.key: _known(inner) for inner in entry.node.entries.values()}
