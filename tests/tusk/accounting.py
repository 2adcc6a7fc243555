"""Proof that reading loses no line: each belongs to something."""

import re

from scaffold.tusk import Document, List, Map, Node, Raw

_COMMENT = re.compile(r"[ \t]*(?:#(?!\[)|//)")


def unaccounted_lines(document: Document) -> list[str]:
    """Return the lines of a text that are no statement, comment, blank, code or part of an error."""
    text = document.text
    covered = [(part.start, part.end) for part in document.written.skipped]
    covered += document.written.includes
    covered += [(entry.start, entry.node.end) for entry, _ in document.written.variables]
    for section in document.sections:
        covered.append((section.start, section.end))
        covered += _spans(section.node)
    lines = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        plain = line.lstrip("\ufeff") if start == 0 else line
        spoken_for = any(first < end and last > start for first, last in covered)
        if plain.strip(" \t\r") and not spoken_for and not _COMMENT.match(plain) and not _in_comment(text, start, end):
            lines.append(line)
        start = end + 1
    return lines


def _spans(node: Node) -> list[tuple[int, int]]:
    if isinstance(node, Raw):
        return [(node.start, node.end)]
    if isinstance(node, Map):
        own = [(node.start, node.start + 1), (node.end - 1, node.end)] if node.style in {"braces", "angle"} else []
        for entry in [*node.entries.values(), *node.repeats]:
            own += [(entry.start, entry.end), *_spans(entry.node)]
        return own if node.style != "inline" else [(node.start, node.end)]
    if isinstance(node, List) and node.style == "block":
        return [(dash, dash + 1) for dash in node.dashes] + [span for item in node.items for span in _spans(item)]
    return [(node.start, node.end)]


def _in_comment(text: str, start: int, end: int) -> bool:
    """Tell whether a line lies in a `/* */` that starts a line."""
    return any(
        found.start() <= end and found.end() > start
        for found in re.finditer(r"(?m)^[ \t\ufeff]*/\*(?:[^*]|\*(?!/))*\*/", text)
    )
