"""The statements of a text as a flat list, each with its depth and its canonical words: what the formatter writes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scaffold.tusk.document import Document
from scaffold.tusk.nodes import Boolean, Entry, List, Map, Node, Null, Section
from scaffold.tusk.places import main_sections

STEP = "  "

_COMMENT = re.compile(r"\#|//|/\*")


class Statement(NamedTuple):
    """A statement's text without what follows it on its line; `end` is where that starts.

    A statement may continue the line of the one before (`- key: value` is two). A verbatim one is a raw body.
    """

    start: int
    end: int
    depth: int
    words: str
    continues: bool = False
    section: bool = False
    verbatim: bool = False


def statements(document: Document) -> list[Statement]:
    """Return the statements of the main text, in order."""
    layout = _Layout(document)
    found: dict[tuple[int, int], Statement] = {}
    for statement in layout.all():
        found.setdefault((statement.start, not statement.continues), statement)
    return sorted(found.values(), key=lambda statement: (statement.start, statement.continues))


class _Layout:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text

    def all(self) -> Iterator[Statement]:
        for section in main_sections(self.document):
            yield from self._section(section)
        for entry, depth in self.document.written.variables:
            words = f"{self.text[entry.start : entry.end]}: {self._value(entry.node, depth)}"
            yield Statement(entry.start, entry.node.end, depth, words)
        for start, end in self.document.written.includes:
            quoted = self.text[start:end].removeprefix("@include").strip()
            yield Statement(start, end, 0, f"@include {quoted}")

    def _section(self, section: Section) -> Iterator[Statement]:
        if section.path:
            yield Statement(section.start, section.end, 0, f"[{section.name}]", section=True)
        node = section.node
        if isinstance(node, Map):
            yield from self._entries(node, 0)
        else:
            yield Statement(node.start, node.end, 0, self.text[node.start : node.end].rstrip(), verbatim=True)

    def _entries(self, node: Map, depth: int) -> Iterator[Statement]:
        first = True
        for entry in sorted([*node.entries.values(), *node.repeats], key=lambda entry: entry.start):
            yield from self._entry(entry, depth, after_dash=first and self._follows_dash(entry))
            first = False

    def _follows_dash(self, entry: Entry) -> bool:
        line = self.text[self.text.rfind("\n", 0, entry.start) + 1 : entry.start]
        return bool(line.strip(" \t\ufeff"))

    def _entry(self, entry: Entry, depth: int, *, after_dash: bool) -> Iterator[Statement]:
        key, node, start = self.text[entry.start : entry.end], entry.node, entry.start
        if isinstance(node, Map | List) and node.start not in self.document.written.references:
            if node.style == "directory":
                yield Statement(start, entry.end + 1, depth, f"{key}/", after_dash)
                yield from self._entries(node, depth + 1)
                return
            if isinstance(node, Map) and node.style in {"braces", "angle"}:
                opening, closing = ("{", "}") if node.style == "braces" else (">", "<")
                yield Statement(start, node.start + 1, depth, f"{key} {opening}", after_dash)
                yield from self._entries(node, depth + 1)
                yield Statement(node.end - 1, node.end, depth, closing)
                return
            if node.style == "block":
                colon = re.compile(r"[ \t]*[:=]").match(self.text, entry.end)
                yield Statement(start, colon.end() if colon else entry.end, depth, f"{key}:", after_dash)
                yield from self._block(node, depth + 1)
                return
        if isinstance(node, Null) and node.start == node.end:
            yield Statement(start, node.end, depth, f"{key}:", after_dash)
        else:
            yield Statement(start, node.end, depth, f"{key}: {self._value(node, depth)}", after_dash)

    def _block(self, node: Map | List, depth: int) -> Iterator[Statement]:
        if isinstance(node, Map):
            yield from self._entries(node, depth)
            return
        for dash, item in zip(node.dashes, node.items, strict=True):
            continues = self._follows_dash(Entry("", dash, dash, item))
            if isinstance(item, Map | List) and item.style == "block" and not self._is_reference(item):
                yield Statement(dash, dash + 1, depth, "-", continues)
                yield from self._block(item, depth + 1)
            elif isinstance(item, Null) and item.start == item.end:
                yield Statement(dash, dash + 1, depth, "-", continues)
            else:
                yield Statement(dash, item.end, depth, f"- {self._value(item, depth)}", continues)

    def _is_reference(self, node: Node) -> bool:
        return node.start in self.document.written.references

    def _value(self, node: Node, depth: int, *, plain: bool = False) -> str:
        """Return the words of a value; `plain` says that nothing in it has a comment or a key that stands twice."""
        referred = self._is_reference(node)
        if isinstance(node, Boolean) and not referred:
            return "true" if node.value else "false"
        if isinstance(node, Null) and not referred:
            return "null"
        if isinstance(node, Map | List) and not referred and (plain or self._is_plain(node)):
            return self._brackets(node, depth)
        return self.text[node.start : node.end].replace("\r\n", "\n")

    def _brackets(self, node: Map | List, depth: int) -> str:
        opening, closing = "{}" if isinstance(node, Map) else "[]"
        spread = "\n" in self._gaps(node)
        inner = depth + 1 if spread else depth
        if isinstance(node, Map):
            entries = node.entries.values()
            items = [f"{self.text[one.start : one.end]}: {self._value(one.node, inner, plain=True)}" for one in entries]
        else:
            items = [self._value(item, inner, plain=True) for item in node.items]
        if not spread or not items:
            return f"{opening}{', '.join(items)}{closing}"
        lines = "".join(f"{STEP * inner}{item},\n" for item in items)
        return f"{opening}\n{lines}{STEP * depth}{closing}"

    def _gaps(self, node: Map | List) -> str:
        """Return what stands between the items of a bracketed list or map."""
        spans = (
            [(entry.start, entry.end) for entry in node.entries.values()]
            + [(entry.node.start, entry.node.end) for entry in node.entries.values()]
            if isinstance(node, Map)
            else [(item.start, item.end) for item in node.items]
        )
        pieces = []
        position = node.start
        for start, end in sorted(spans):
            pieces.append(self.text[position:start])
            position = end
        return "".join([*pieces, self.text[position : node.end]])

    def _is_plain(self, node: Node) -> bool:
        if not isinstance(node, Map | List) or self._is_reference(node):
            return True
        if (isinstance(node, Map) and node.repeats) or _COMMENT.search(self._gaps(node)):
            return False
        children = [entry.node for entry in node.entries.values()] if isinstance(node, Map) else node.items
        return all(map(self._is_plain, children))
