"""Merge files by their structure where their lines conflict.

`merge` is used where diff3 finds a conflict. It brings both sides' changes together only where that is certain, and
keeps every byte of yours that the other side did not change.
"""

from scaffold.merge.structure.certainty import check_facts
from scaffold.merge.structure.languages import Language, Parsed, language_of
from scaffold.merge.structure.merging import merge_nodes
from scaffold.merge.structure.node import UncertainError, render
from scaffold.merge.structure.sequence import three_way
from scaffold.merge.text import Text, plain, read_text, write_text

__all__ = ["merge"]


def merge(path: str, base: bytes, yours: bytes, new: bytes) -> bytes | None:
    """Return a file with the changes of both sides, with the line ends of yours; None where that is not certain.

    Known are TOML, YAML, JSON and Python, by the path's suffix, in UTF-8. Certain means: the result can be read, each
    thing that a side added, changed or removed is so in it, comments included, and everything else is as it was.
    """
    if new in (yours, base):
        return yours
    if base == yours:
        return new
    language = language_of(path)
    forms = [read_text(side) for side in (base, yours, new)]
    if language is None or not all(form.even for form in forms):
        return None
    try:
        merged = _merge_texts(language, *(_decoded(side) for side in (base, yours, new)))
    except (UncertainError, UnicodeDecodeError):
        return None
    return _formed(merged, *forms)


def _decoded(content: bytes) -> str:
    """Return a text whose lines all end with LF."""
    text = plain(content).decode()
    if "\r" in text or "\0" in text:
        raise UncertainError
    return text if text.endswith("\n") or not text else text + "\n"


def _formed(text: str, base: Text, yours: Text, new: Text) -> bytes:
    """Return the content with the byte order mark and the line ends that the side has that changed them."""
    lines = read_text(text.encode()).lines
    crlf = three_way(base.mostly_crlf, yours.mostly_crlf, new.mostly_crlf)
    closed = three_way(base.closed, yours.closed, new.closed)
    bom = three_way(base.bom, yours.bom, new.bom)
    return write_text(Text(lines, (crlf,) * len(lines), closed, bom))


def _merge_texts(language: Language, base: str, yours: str, new: str) -> str:
    if base.strip() and not (yours.strip() and new.strip()):
        # A file that one side emptied is no place for what the other added.
        raise UncertainError
    sides = [_read(language, text) for text in (base, yours, new)]
    merged = render(merge_nodes(*(side.node for side in sides)))
    result = _read(language, merged)
    check_facts(*(parsed.facts for parsed in (*sides, result)))
    language.check(sides[1].node, sides[2].node, result.node)
    return merged


def _read(language: Language, text: str) -> Parsed:
    parsed = language.read(text)
    if render(parsed.node) != text:
        raise UncertainError
    return parsed
