"""Adds a key that a document does not have yet, in the nearest map that it has."""

import re
from collections.abc import Mapping

from scaffold.tusk.nodes import Entry, Map, Null, Raw, Section
from scaffold.tusk.parsed import Parsed
from scaffold.tusk.patterns import NAME
from scaffold.tusk.places import entries_at, main_sections, sections_at
from scaffold.tusk.removal import ends_line, starts_line
from scaffold.tusk.spelling import Unspellable, as_plain_map, spell, spell_key
from scaffold.tusk.splice import line_start, newline_of, next_line, splice

_STEP = "  "
_SECTION_NAME = re.compile(NAME)


def add(document: Parsed, path: tuple[str, ...], value: object) -> str:
    """Return the text with `value` at a path that holds nothing.

    Raises:
        Unspellable: when nothing can be added there.

    """
    for depth in range(len(path) - 1, 0, -1):
        prefix, rest = path[:depth], path[depth:]
        for section in sections_at(document, prefix):
            if isinstance(section.node, Raw):
                raise Unspellable(f"[{section.name}] holds code, not keys")
            return _into_section(document, section, rest, value)
        for place in entries_at(document, prefix):
            if place.referred or place.entry.node.start in document.written.references:
                raise Unspellable("this map comes from a variable; edit the variable")
            return _into_entry(document, place.entry, rest, value)
        if document.find(prefix) is not None and not _is_implied(document, prefix):
            raise Unspellable("this map stands in another file; edit that one")
    if len(path) == 1 and not isinstance(value, Mapping):
        return _at_the_top(document, path, value)
    if not _SECTION_NAME.fullmatch(path[0]):
        return _at_the_top(document, path, value)
    return _new_section(document, path, value)


def _is_implied(document: Parsed, prefix: tuple[str, ...]) -> bool:
    """Tell whether a map exists only because sections are nested in it."""
    return any(section.path[: len(prefix)] == prefix for section in main_sections(document))


def block_lines(path: tuple[str, ...], value: object, indent: str, *, directory: bool = False) -> list[str]:
    """Return the lines that give `path` a value: nested maps as blocks, lists in brackets.

    Raises:
        Unspellable: when the value has no spelling.

    """
    key = spell_key(path[0], directory=directory)
    if len(path) > 1:
        return [f"{indent}{key}:", *block_lines(path[1:], value, indent + _STEP)]
    value = as_plain_map(value)
    if isinstance(value, Mapping) and value:
        inner = [line for name, item in value.items() for line in block_lines((name,), item, indent + _STEP)]
        return [f"{indent}{key}:", *inner]
    return [f"{indent}{key}: {spell(value)}"]


def _into_section(document: Parsed, section: Section, path: tuple[str, ...], value: object) -> str:
    node = section.node
    if isinstance(node, Map) and node.entries:
        return _after_last(document, node, path, value)
    margin = section.start - line_start(document.text, section.start) if section.path else 0
    return _insert_lines(document, next_line(document.text, section.end), block_lines(path, value, " " * margin))


def _into_entry(document: Parsed, entry: Entry, path: tuple[str, ...], value: object) -> str:
    node, text = entry.node, document.text
    if isinstance(node, Null):
        if node.start != node.end:
            return splice(text, [(node.start, node.end, _inline(path, value))])
        return _insert_lines(document, next_line(text, node.end), block_lines(path, value, _below(text, entry)))
    if not isinstance(node, Map):
        raise Unspellable(f"{entry.key} holds no map")
    if node.style == "inline" or (node.style == "braces" and "\n" not in text[node.start : node.end]):
        return _into_brackets(document, node, f"{spell_key(path[0])}: {_inline(path[1:], value)}")
    if node.entries:
        return _after_last(document, node, path, value)
    lines = block_lines(path, value, _below(text, entry), directory=node.style == "directory")
    return _insert_lines(document, next_line(text, max(entry.key_end, node.start)), lines)


def _into_brackets(document: Parsed, node: Map, words: str) -> str:
    text = document.text
    if not node.entries:
        return splice(text, [(node.start + 1, node.start + 1, words)])
    last = max([*node.entries.values(), *node.repeats], key=lambda entry: entry.node.end)
    end = last.node.end
    if not starts_line(text, last) or not ends_line(text, end):
        return splice(text, [(end, end, f", {words}")])
    # A line of its own, with a comma where the lines above have one.
    comma = "," if text.startswith(",", end) else ""
    parted = bool(comma) or len(node.entries) == 1 or _has_comma(text, node, last)
    line = next_line(text, end)
    newline = "" if text.endswith("\n", 0, line) else newline_of(text)
    added = f"{newline}{_indentation(text, last)}{words}{comma}{newline_of(text)}"
    return splice(text, [(end, end, "," if parted and not comma else ""), (line, line, added)])


def _has_comma(text: str, node: Map, last: Entry) -> bool:
    """Tell whether a comma stands between the last two entries of a map."""
    before = max(entry.node.end for entry in node.entries.values() if entry is not last)
    return text[before : last.start].lstrip().startswith(",")


def _after_last(document: Parsed, node: Map, path: tuple[str, ...], value: object) -> str:
    text = document.text
    entries = [entry for entry in [*node.entries.values(), *node.repeats] if entry.node.end <= len(text)]
    last = max(entries, key=lambda entry: entry.node.end)
    indent = _indentation(text, last)
    lines = block_lines(path, value, indent, directory=node.style == "directory")
    return _insert_lines(document, next_line(text, max(last.node.end, last.key_end)), lines)


def _at_the_top(document: Parsed, path: tuple[str, ...], value: object) -> str:
    """Add a key above the first section."""
    if document.written.guide:
        raise Unspellable("a key of a guide stands in a section")
    preamble = [section.node for section in main_sections(document) if not section.path]
    if preamble and isinstance(preamble[0], Map):
        return _after_last(document, preamble[0], path, value)
    return _insert_lines(document, int(document.text.startswith("\ufeff")), block_lines(path, value, ""))


def _new_section(document: Parsed, path: tuple[str, ...], value: object) -> str:
    block = document.written.blocks[-1]
    indent = " " * block.margin
    value = as_plain_map(value)
    lines = [f"{indent}[{path[0]}]"]
    if len(path) > 1:
        lines += block_lines(path[1:], value, indent)
    elif isinstance(value, Mapping):
        lines += [line for key, item in value.items() for line in block_lines((key,), item, indent)]
    if document.text[block.start : block.end].strip():
        lines.insert(0, "")
    return _insert_lines(document, block.end, lines)


def _insert_lines(document: Parsed, offset: int, lines: list[str]) -> str:
    text = document.text
    newline = newline_of(text)
    before = newline if text[:offset].strip("\ufeff") and not text.endswith("\n", 0, offset) else ""
    return splice(text, [(offset, offset, before + "".join(line + newline for line in lines))])


def _inline(path: tuple[str, ...], value: object) -> str:
    for key in reversed(path):
        value = {key: value}
    return spell(value)


def _indentation(text: str, entry: Entry) -> str:
    lead = text[line_start(text, entry.key_start) : entry.key_start]
    return lead if lead.isspace() else " " * len(lead.removeprefix("\ufeff"))


def _below(text: str, entry: Entry) -> str:
    return _indentation(text, entry) + _STEP
