"""Changes one value of a document and leaves every other byte alone. The text is spliced, then read again."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NoReturn, TypeVar

from scaffold.tusk import codes
from scaffold.tusk.diagnostics import Diagnostic, TuskError
from scaffold.tusk.insert import add
from scaffold.tusk.merge import same
from scaffold.tusk.nodes import Entry, List, Map, Node, Raw, Section
from scaffold.tusk.parsed import Parsed
from scaffold.tusk.places import Place, entries_at, sections_at, sections_below
from scaffold.tusk.removal import removal
from scaffold.tusk.single import parse_value
from scaffold.tusk.spelling import Unspellable, as_plain_map, spell
from scaffold.tusk.splice import joined, line_end, line_start, next_line, splice

AnyParsed = TypeVar("AnyParsed", bound=Parsed)

_COLON = re.compile(r"[ \t]*[:=]")
_FILLED = re.compile(r"\S")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


def with_value(document: AnyParsed, path: tuple[str, ...], value: object) -> AnyParsed:
    """Set the value at `path`; see `Document.with_value`."""
    if not path:
        _refuse(document, "an edit needs the path of a key", codes.NO_SUCH_PATH)
    _need_form(document)
    try:
        value = as_plain_map(value)
        text = spell(value)
        edited = _set_map(document, path, value) if isinstance(value, Mapping) else None
        edited = edited or _set(document, path, value, text)
    except Unspellable as error:
        _refuse(document, str(error))
    return _checked(document, edited, path, text)


def without(document: AnyParsed, path: tuple[str, ...]) -> AnyParsed:
    """Remove the key or section at `path`; see `Document.without`."""
    _need_form(document)
    if not path or not (entries_at(document, path) or sections_below(document, path)):
        where = f" (it stands in {document.locate(found)})" if (found := document.find(path)) and path else ""
        _refuse(document, f"nothing to remove at {'.'.join(path)}{where}", codes.NO_SUCH_PATH)
    edited = document
    while places := entries_at(edited, path):
        if referred := [place for place in places if place.referred]:
            _refuse(document, "this value comes from a variable", place=referred[-1].entry)
        edited = edited.reread(_without_entries(edited, places, path[-1]))
    while sections := sections_below(edited, path):
        spans = joined(_section_span(edited, section) for section in sections)
        edited = edited.reread(splice(edited.text, [(*span, "") for span in spans]))
    if edited.find(path) is not None or _new_errors(document, edited):
        _refuse(document, f"{'.'.join(path)} cannot be removed without changing something else")
    return edited


def _set_map(document: AnyParsed, path: tuple[str, ...], value: Mapping[str, object]) -> AnyParsed | None:
    """Change a map that is written over several lines key by key, so that its comments stay; else return None."""
    places = entries_at(document, path)
    block = any(isinstance(place.entry.node, Map) and place.entry.node.style != "inline" for place in places)
    if not block and not sections_at(document, path):
        return None
    found = document.find(path)
    if not isinstance(found, Map):
        return None
    for key in [key for key in found.entries if key not in value]:
        document = without(document, (*path, key))
    for key, item in value.items():
        node = document.find((*path, key))
        if node is None or not same(node, parse_value(spell(item))):
            document = with_value(document, (*path, key), item)
    return document


def _set(document: AnyParsed, path: tuple[str, ...], value: object, text: str) -> AnyParsed:
    places = entries_at(document, path)
    if (sections := sections_below(document, path)) and not isinstance(value, Mapping):
        _refuse(document, f"[{sections[0].name}] is a section and takes a map", place=sections[0])
    if not places:
        if (found := document.find(path)) is not None and not isinstance(found, Map):
            _refuse(document, "this value stands in another file; edit that one", place=found)
        return document.reread(add(document, path, value))
    if document.written.guide:
        # The blocks of a guide are alternatives, of which the first counts.
        places = places[:1]
    if any(place.referred for place in places):
        _refuse(document, "this value comes from a variable; edit the variable", place=places[0].entry)
    edits = [_replacement(document, place.entry, text) for place in places]
    return document.reread(splice(document.text, edits))


def _replacement(document: Parsed, entry: Entry, text: str) -> tuple[int, int, str]:
    node, source = entry.node, document.text
    colon = _COLON.match(source, entry.key_end)
    if colon is None:
        return entry.key_end, max(node.end, node.start), f": {text}"
    if isinstance(node, Map | List) and node.style == "block":
        comment = source[colon.end() : line_end(source, colon.end())]
        return colon.end(), line_end(source, node.end), f" {text}{comment}"
    if node.start == node.end:
        return node.start, node.end, f" {text}"
    return node.start, node.end, text


def _without_entries(document: Parsed, places: list[Place], key: str) -> str:
    text = document.text
    edits = [(*span, "") for span in joined(removal(text, place.owner, place.entry) for place in places)]
    emptied = {id(place.owner): place.parent for place in places if _holds_only(place.owner, key)}
    for parent in filter(None, emptied.values()):
        # Nothing below a key would make it null; it stays the empty map.
        colon = _COLON.match(text, parent.key_end)
        after = colon.end() if colon else parent.key_end
        edits.append((after, after, " {}"))
    return splice(text, edits)


def _holds_only(owner: Map, key: str) -> bool:
    return owner.style == "block" and set(owner.entries) == {key} and all(again.key == key for again in owner.repeats)


def _section_span(document: Parsed, section: Section) -> tuple[int, int]:
    text = document.text
    end = section.node.end
    stop = end if isinstance(section.node, Raw) else next_line(text, max(section.end, min(end, len(text))))
    start = line_start(text, section.start)
    if _is_first(text, start) or text.endswith(("\n\n", "\n\r\n"), 0, start):
        blocks = document.written.blocks
        block = blocks[bisect_right(blocks, start, key=lambda block: block.start) - 1]
        blank = _BLANK_LINES.match(text, stop, max(block.end, stop))
        stop = blank.end() if blank else stop
    return start, stop


def _is_first(text: str, start: int) -> bool:
    """Tell whether only blank lines stand before an offset."""
    first = _FILLED.search(text)
    return first is None or first.start() >= start


def _need_form(document: Parsed) -> None:
    """Refuse to edit a text whose form has errors: what they swallowed could be lost."""
    if document.form_errors:
        raise TuskError(document.form_errors)


def _new_errors(before: Parsed, after: Parsed) -> bool:
    return _error_count(after) > _error_count(before)


def _error_count(document: Parsed) -> int:
    return sum(diagnostic.severity == "error" for diagnostic in document.diagnostics)


def _checked(before: AnyParsed, after: AnyParsed, path: tuple[str, ...], text: str) -> AnyParsed:
    found = after.find(path)
    if found is None or _new_errors(before, after) or not same(found, parse_value(text)):
        _refuse(before, f"{'.'.join(path)} cannot be set without changing something else")
    return after


def _refuse(
    document: Parsed, message: str, code: str = codes.CANNOT_EDIT, place: Node | Entry | Section | None = None
) -> NoReturn:
    location = document.locate(place or document.root)
    raise TuskError([Diagnostic(code, "error", message, location)])
