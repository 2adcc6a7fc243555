"""A file as lines: without what only says how the lines are stored."""

from typing import NamedTuple

BOM = b"\xef\xbb\xbf"
_SNIFFED = 8000
"""Bytes in which a NUL makes a file binary, as git has it."""


class Text(NamedTuple):
    """Lines without their ends, and their ends.

    `crlf` says of each line whether it ends with CR LF. `closed`: the last line has an end. `bom`: a UTF-8 byte order
    mark comes first.
    """

    lines: tuple[bytes, ...]
    crlf: tuple[bool, ...]
    closed: bool
    bom: bool

    @property
    def mostly_crlf(self) -> bool:
        """Whether more lines end with CR LF than not."""
        ended = len(self.crlf) - (not self.closed)
        return 2 * sum(self.crlf) > ended

    @property
    def even(self) -> bool:
        """Whether all lines end alike."""
        ends = self.crlf if self.closed else self.crlf[:-1]
        return len(set(ends)) <= 1

    def plain(self) -> bytes:
        """Return the content with LF only, and without the mark."""
        body = b"\n".join(self.lines)
        return body + b"\n" if self.lines and self.closed else body


def is_binary(content: bytes) -> bool:
    """Whether a file is no text."""
    return b"\0" in content[:_SNIFFED]


def read_text(content: bytes) -> Text:
    """Split a content into lines; `content == write_text(read_text(content))`."""
    bom = content.startswith(BOM)
    body = content[len(BOM) :] if bom else content
    closed = not body or body.endswith(b"\n")
    raw = body.split(b"\n")
    if closed:
        raw.pop()
    ended = len(raw) - (not closed)
    crlf = tuple(index < ended and line.endswith(b"\r") for index, line in enumerate(raw))
    lines = tuple(line[:-1] if end else line for line, end in zip(raw, crlf, strict=True))
    return Text(lines, crlf, closed, bom)


def write_text(text: Text) -> bytes:
    """Join the lines again."""
    last = len(text.lines) - 1
    parts = [BOM] if text.bom else []
    for index, (line, crlf) in enumerate(zip(text.lines, text.crlf, strict=True)):
        parts.append(line)
        if index < last or text.closed:
            parts.append(b"\r\n" if crlf else b"\n")
    return b"".join(parts)


def plain(content: bytes) -> bytes:
    """Return a text with LF only and without a byte order mark; a binary file as it is."""
    if is_binary(content):
        return content
    return content.removeprefix(BOM).replace(b"\r\n", b"\n")


def dressed(content: bytes, like: Text) -> bytes:
    """Give a plain text the line ends and the mark of another."""
    text = read_text(content)
    return write_text(text._replace(crlf=(like.mostly_crlf,) * len(text.lines), bom=like.bom))
