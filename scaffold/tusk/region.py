"""Reads one stretch of text, line by line, into sections.

Most lines cost one regular expression and two objects (`_fast`); every other line takes the slow way (`_line`).
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from scaffold.tusk import codes
from scaffold.tusk.blocks import Awaiting, Blocks
from scaffold.tusk.body import Body
from scaffold.tusk.findings import Problem
from scaffold.tusk.limits import MAX_DEPTH
from scaffold.tusk.nodes import Boolean, Entry, Integer, List, Map, Node, Null, Operator, Raw, Section, String
from scaffold.tusk.patterns import (
    BLANK_LINES,
    BLANKS,
    COMMENT_LINE,
    DIRECTORY,
    FAST,
    FAST_FILE,
    FAST_SECTION,
    INCLUDE,
    ITEM,
    LINE_END,
    SECTION,
    SECTION_LINE,
    TAIL,
    TAIL_IN_BRACES,
    VARIABLE,
)
from scaffold.tusk.raw import guess_language, looks_like_code
from scaffold.tusk.reading import IncludeStatement, Reading, Skipped
from scaffold.tusk.recovery import Recovery
from scaffold.tusk.statements import not_a_section, not_a_statement, read_head
from scaffold.tusk.strings import newlines

_Match: TypeAlias = Callable[[str, int, int], re.Match[str] | None]
_STRING, _OPENER = 2, 8  # groups of FAST; the others are in _LEAVES
_LEAVES: dict[int, Callable[[re.Match[str], int, int], Node]] = {
    3: lambda match, start, end: Integer(start, end, int(match[3])),
    4: lambda match, start, end: Boolean(start, end, match[4] == "true"),
    6: lambda match, _start, end: Operator(match.start(5) - 2, end + 3, match[5], (match[6],), quoted=True),
    7: lambda match, start, end: String(start, end, match[7], quoted=False),
}


class Region(Recovery):
    """A stretch of text whose section headers stand at column `margin`."""

    def __init__(self, reading: Reading, start: int, end: int, margin: int) -> None:
        super().__init__(reading, start, end)
        self.values = reading.values
        self.margin = margin
        self.body_start = start
        self.unnamed_from: int | None = None
        self.body = Body(reading, Blocks(Map(start, start), 0, start, ""), end)
        self._begin((), start, start)

    def read(self) -> None:
        """Read to the end."""
        outer, self.values.margin = self.values.margin, self.margin
        while self.pos < self.end:
            self._fast()
            if self.pos < self.end:
                self._line()
        self._end_section()
        self.values.margin = outer

    def _fast(self) -> None:
        """Read section headers and lines of the commonest form, up to the first line of any other."""
        if self.skip_deeper is not None:
            return
        text, pos, end = self.reading.text, self.pos, self.end
        while True:
            indent, entries, match_line = self._target()
            while (match := match_line(text, pos, end)) is not None:
                start, stop = match.span(1)
                if start - pos != indent:
                    self.pos = pos
                    if not self._enter_quickly(pos, start):
                        return
                    indent, entries, match_line = self._target()
                key = text[start:stop]
                if key in entries:
                    break
                kind = match.lastindex or 0
                first, last = match.span(kind)
                if kind == _STRING:
                    entries[key] = Entry(key, start, stop, String(first - 1, last + 1, text[first:last]))
                elif kind != _OPENER:
                    entries[key] = Entry(key, start, stop, _LEAVES[kind](match, first, last))
                else:
                    entries[key] = entry = Entry(key, start, stop, Null(last, last))
                    self.blocks.awaiting = Awaiting(entry, indent, self.blocks.top.depth + 1, key)
                    indent, entries, match_line = self._target()
                pos = match.end()
            self.pos = pos
            header = FAST_SECTION.match(text, pos, end) if match is None else None
            if header is None or self.margin or header[1].count(".") >= MAX_DEPTH:
                return
            self._end_section()
            self._begin(tuple(header[1].split(".")), header.start(1) - 1, header.end(1) + 1)
            self.pos = self.body_start = pos = header.end()
            self.fresh = True

    def _target(self) -> tuple[int, dict[str, Entry], _Match]:
        """Return the indentation of the next key of the innermost block, where it goes, and what reads it."""
        top = self.blocks.top
        if isinstance(top.node, List) or top.indent is None or self.blocks.awaiting:
            return -1, {}, FAST.match
        return top.indent, top.node.entries, FAST_FILE.match if top.directory else FAST.match

    def _enter_quickly(self, line: int, start: int) -> bool:
        """Open or close blocks for a key that starts at `start`; tell whether its line can be read."""
        self.fresh = False
        try:
            self.blocks.enter(start - line, start, item=False)
        except Problem as problem:
            self.recover(problem, line, start, start - line)
            return False
        return True

    def _line(self) -> None:
        """Read one statement, one comment, or blank lines."""
        text, line = self.reading.text, self.pos
        if (blank := BLANK_LINES.match(text, line, self.end)) and blank.end() > line:
            self.pos = blank.end()
            return
        start = BLANKS.match(text, line, self.end).end()  # type: ignore[union-attr] # it matches the empty text too
        indent = len(text[line:start].replace("\t", "  "))
        try:
            if start == self.end:
                self.pos = start
            elif comment := COMMENT_LINE.match(text, start, self.end):
                self.pos = comment.end()
            elif text.startswith("/*", start, self.end):
                self._block_comment(start)
            elif not self.skips(start, indent):
                self.check_tabs(line, start)
                self._statement(start, indent)
        except Problem as problem:
            if self.fresh and problem.finding.code == codes.NOT_A_STATEMENT and looks_like_code(text, start, self.end):
                self._raw(line)
            else:
                self.recover(problem, line, start, indent)

    def _statement(self, start: int, indent: int) -> None:
        text = self.reading.text
        char = text[start]
        if char == "[":
            self._header(start, indent)
            return
        if char in "}<" and (close := TAIL_IN_BRACES.match(text, start + 1, self.end)):
            self.blocks.close_bracket("braces" if char == "}" else "angle", start, start + 1)
            self.pos = close.end()
        elif include := INCLUDE.match(text, start, self.end):
            self._include(start, indent, include.end())
        elif variable := VARIABLE.match(text, start, self.end):
            self.blocks.enter(indent, start, item=False)
            self.pos = self.body.variable(start, variable)
        elif ITEM.match(text, start, self.end):
            self.pos = self.body.item(start, self.blocks.enter(indent, start, item=True), indent)
        elif directory := DIRECTORY.match(text, start, self.end):
            frame = self.blocks.enter(indent, start, item=False)
            self.pos = self.body.directory(directory, frame, indent)
        else:
            head = read_head(text, start, self.end)
            if head is None:
                raise not_a_statement(text, start, self.end)
            self.pos = self.body.entry(head, self.blocks.enter(indent, start, item=False), indent)
        self.fresh = False

    def _begin(self, path: tuple[str, ...], start: int, end: int, *, named: bool = True) -> None:
        body = Map(end, end)
        self.section = Section(path, start, end, body)
        self.blocks = self.body.blocks = Blocks(body, len(path), start, ".".join(path))
        self.skip_deeper = None
        if named:
            self.reading.sections.append(self.section)

    def _end_section(self) -> None:
        for frame in reversed(self.blocks.close_all()):
            bracket, close = ("{", "}") if frame.kind == "braces" else (">", "<")
            message = f"`{bracket}` is never closed"
            hint = f"close it with `{close}` on a line of its own"
            self.reading.findings.error(codes.UNCLOSED_BLOCK, message, frame.opener, frame.opener + 1, hint)
        if self.unnamed_from is not None:
            self.reading.skipped.append(Skipped(self.unnamed_from, self.pos))
            self.unnamed_from = None

    def _header(self, start: int, indent: int) -> None:
        match = SECTION.match(self.reading.text, start, self.end)
        if indent != self.margin:
            if match is None:
                raise not_a_statement(self.reading.text, start, self.end)
            hint = "a section header stands at the start of its line"
            raise Problem(codes.BAD_SECTION, "this section header is indented", start, match.end(), hint)
        self._end_section()
        tail = TAIL.match(self.reading.text, match.end(), self.end) if match else None
        path = tuple(match[1].split(".")) if match else ()
        if match is None or tail is None or len(path) > MAX_DEPTH:
            # Its lines are still read, so that their errors show too, but they must not join the section before.
            self._begin((), start, start, named=False)
            self.unnamed_from = start
            if len(path) > MAX_DEPTH:
                raise Problem(codes.TOO_DEEP, f"nested deeper than {MAX_DEPTH}", start, start + 1)
            raise not_a_section(self.reading.text, start, self.end)
        self._begin(path, start, match.end())
        self.pos = self.body_start = tail.end()
        self.fresh = True

    def _include(self, start: int, indent: int, target_start: int) -> None:
        text = self.reading.text
        if target_start >= self.end or text[target_start] not in "\"'":
            hint = 'write `@include "other.tusk"`'
            raise Problem(codes.BAD_INCLUDE, "an include names a file in quotes", start, target_start, hint)
        quoted = self.values.quoted(target_start, self.end)
        following = self.body.tail(quoted.end, in_braces=False)
        self.blocks.close_blocks()
        if indent != self.margin or len(self.blocks.frames) > 1:
            hint = "an include stands at the start of a line, outside of brackets"
            raise Problem(codes.BAD_INCLUDE, "an include cannot stand inside a block", start, quoted.end, hint)
        self.pos = following
        statement = IncludeStatement(quoted.raw, start, quoted.end)
        self.reading.includes.append(statement)
        try:
            self.reading.include(self.reading, statement)
        except Problem as problem:
            # Its line can be read all the same, so what follows it is judged as if the file had been empty.
            self.reading.findings.add(problem.finding)

    def _raw(self, line: int) -> None:
        text = self.reading.text
        headers = SECTION_LINE.finditer(text, line, self.end)
        stop = next((header.start() for header in headers if len(header[1]) == self.margin), self.end)
        body = text[self.body_start : stop]
        if self.margin:
            body = re.sub(rf"^ {{0,{self.margin}}}", "", body, flags=re.MULTILINE)
        body = newlines(body).rstrip() + "\n"
        self.section.node = Raw(self.body_start, stop, body, guess_language(body))
        self.pos = stop
        self.fresh = False

    def _block_comment(self, start: int) -> None:
        close = self.values.comment_end(start, self.end)
        rest = LINE_END.match(self.reading.text, close, self.end)
        if rest is None:
            hint = "put what follows on the next line"
            message = "a `/* */` comment stands on lines of its own"
            raise Problem(codes.AFTER_VALUE, message, close - 2, close, hint)
        self.pos = rest.end()
