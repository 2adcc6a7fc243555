"""The canonical form of a text: two blanks a level, `key: value`, one blank line between sections, comments kept."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from scaffold.tusk import codes
from scaffold.tusk.diagnostics import Diagnostic, TuskError
from scaffold.tusk.document import Document
from scaffold.tusk.guide import Block
from scaffold.tusk.layout import STEP, Statement, statements
from scaffold.tusk.merge import same
from scaffold.tusk.parser import parse
from scaffold.tusk.splice import newline_of, splice

_TRAILING = re.compile(r"[ \t]*[;,]?[ \t]*(?P<comment>(?:\#|//)[^\n]*)?")
_BLOCK_COMMENT = re.compile(r"/\*(?>(?:[^*]|\*(?!/))*)\*/")


def format_text(text: str, *, source: str = "<text>", guide: bool | None = None) -> str:
    """Return the canonical form of a spec, or of the specs in a Markdown guide; it means the same.

    Raises:
        TuskError: when the form of the text has errors. What is only wrong in meaning, such as a hole that nothing
            fills, does not matter here. Also when the result would read to other values, which no text should lead to.

    """
    document = parse(text, source=source, guide=guide)
    if document.form_errors:
        raise TuskError(document.form_errors)
    formatted = _formatted(document)
    if formatted != text and not _reads_alike(document, parse(formatted, source=source, guide=guide)):
        message = "internal error: formatted, this text would read to other values; it was left as it is"
        hint = "this is a fault of scaffold; please report it with the text"
        raise TuskError([Diagnostic(codes.UNSAFE_FORMAT, "error", message, document.locate(document.root), hint)])
    return formatted


def _reads_alike(before: Document, after: Document) -> bool:
    """Tell whether two texts hold the same values in the same order, and include the same files."""
    return (
        not after.form_errors
        and same(before.root, after.root)
        and repr(before.root.value) == repr(after.root.value)
        and [section.path for section in before.sections] == [section.path for section in after.sections]
        and _beside(before) == _beside(after)
    )


def _beside(document: Document) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what a text says beside its values: its variables, and what it includes."""
    variables = [(entry.key, repr(entry.node.value)) for entry, _ in document.written.variables]
    includes = [document.text[start:end].removeprefix("@include").strip() for start, end in document.written.includes]
    return variables, includes


def _formatted(document: Document) -> str:
    text = document.text
    newline = newline_of(text)
    lines = statements(document)
    edits = []
    for block in document.written.blocks:
        first = bisect_left(lines, block.start, key=lambda line: line.start)
        inside = lines[first : bisect_right(lines, block.end, key=lambda line: line.start)]
        formatted = _Writer(text, block, inside).write().replace("\n", newline)
        start = block.start if document.written.guide else 0
        edits.append((start, block.end, formatted))
    return splice(text, edits)


class _Writer:
    """Writes one block: its statements, and between them the comments and blank lines."""

    def __init__(self, text: str, block: Block, lines: list[Statement]) -> None:
        self.text = text
        self.block = block
        self.lines = lines
        self.margin = " " * block.margin
        self.out: list[str] = []

    def write(self) -> str:
        position = self.block.start
        for index, line in enumerate(self.lines):
            before = self.lines[index - 1] if index else None
            if line.continues:
                self.out[-1] += f" {line.words}"
            else:
                gap = list(self._gap(position, self._line_start(line), before, line))
                self._blanks(gap, before, line)
                self.out.append(self._shown(line))
            position = self._finish(line, self.lines[index + 1 : index + 2])
        last = self.lines[-1] if self.lines else None
        self.out += _collapsed(list(self._gap(position, self.block.end, last, None)))
        while self.out and not self.out[-1]:
            self.out.pop()
        return "".join(line + "\n" for line in self.out)

    def _line_start(self, line: Statement) -> int:
        return line.start if line.verbatim else max(self.text.rfind("\n", 0, line.start) + 1, self.block.start)

    def _shown(self, line: Statement) -> str:
        return line.words.replace("\r\n", "\n") if line.verbatim else self.margin + STEP * line.depth + line.words

    def _finish(self, line: Statement, following: list[Statement]) -> int:
        """Add the comment behind a statement; return where the next line starts."""
        if line.verbatim or (following and following[0].continues):
            return line.end
        trailing = _TRAILING.match(self.text, line.end, self.block.end)
        if trailing and trailing["comment"]:
            self.out[-1] += f" {trailing['comment'].rstrip()}"
        newline = self.text.find("\n", line.end, self.block.end)
        return newline + 1 if newline >= 0 else self.block.end

    def _gap(self, start: int, end: int, before: Statement | None, after: Statement | None) -> Iterator[str]:
        """Yield the comments and blank lines between two statements; a comment is indented as what it stands with."""
        while start < end:
            newline = self.text.find("\n", start, end)
            stop = newline if newline >= 0 else end
            line = self.text[start:stop].rstrip().lstrip("\ufeff")
            body = line.lstrip()
            if body.startswith("/*") and (comment := _BLOCK_COMMENT.search(self.text, start, end)):
                stop = self.text.find("\n", comment.end(), end)
                stop = stop if stop >= 0 else end
                body = comment[0].replace("\r\n", "\n")
            depth = self._depth(len(line) - len(line.lstrip()), before, after)
            yield self.margin + STEP * depth + body if body else ""
            start = stop + 1

    def _depth(self, indent: int, before: Statement | None, after: Statement | None) -> int:
        if before is None or (after and indent <= self._indent(after)):
            return after.depth if after else 0
        return before.depth if indent >= self._indent(before) > self.block.margin else 0

    def _indent(self, line: Statement) -> int:
        return line.start - (self.text.rfind("\n", 0, line.start) + 1)

    def _blanks(self, gap: list[str], before: Statement | None, line: Statement) -> None:
        """Add a gap, with one blank line above a section and the comments that belong to it."""
        gap = _collapsed(gap)
        if line.section and self.out:
            while gap and not gap[-1]:
                gap.pop()
            if "" not in gap:
                gap.insert(0, "")
        if not self.out or (before and before.section and not line.section):
            while gap and not gap[0]:
                gap.pop(0)
        self.out += gap


def _collapsed(lines: list[str]) -> list[str]:
    return [line for index, line in enumerate(lines) if line or (index == 0 or lines[index - 1])]
