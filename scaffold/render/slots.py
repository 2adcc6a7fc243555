"""Slots: places in one feature's file where other features add text.

A template asks for a slot while Jinja runs, which does not know the column. So `slot()` gives a mark, and `expand`
puts the text in its place when the lines around it are known.
"""

import re
from typing import Self

_MARK = re.compile("\x00slot:([0-9]+)\x00")
_ALONE = re.compile("^([ \t]*)\x00slot:([0-9]+)\x00[ \t]*(?:\r?\n|\\Z)", re.MULTILINE)


class SlotText(str):
    """What `slot()` returns: for tests and filters the text itself, in output a mark that `expand` replaces."""

    __slots__ = ("mark",)
    mark: str

    def __new__(cls, text: str, mark: str) -> Self:
        """Hold a text and the mark that stands for it."""
        self = super().__new__(cls, text)
        self.mark = mark
        return self

    def __str__(self) -> str:
        return self.mark


class Slots:
    """The slots asked for while one file was rendered."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def open(self, text: str) -> SlotText:
        """Return the mark for a slot's text."""
        self._texts.append(text)
        return SlotText(text, f"\x00slot:{len(self._texts) - 1}\x00")

    def expand(self, text: str) -> str:
        """Replace the marks by their texts, each line at the column of its mark; a line with an empty slot vanishes."""
        while "\x00" in text:
            expanded = _MARK.sub(self._inline, _ALONE.sub(self._lines, text))
            if expanded == text:
                break
            text = expanded
        return text

    def _text(self, number: str) -> str | None:
        index = int(number)
        return self._texts[index] if index < len(self._texts) else None

    def _lines(self, match: re.Match[str]) -> str:
        text = self._text(match[2])
        if text is None:
            return match[0].replace("\x00", "")
        if not text:
            return ""
        return indent(text, match[1]) + ("" if text.endswith("\n") else "\n")

    def _inline(self, match: re.Match[str]) -> str:
        text = self._text(match[1])
        if text is None:
            return match[0].replace("\x00", "")
        column = match.start() - (match.string.rfind("\n", 0, match.start()) + 1)
        first, newline, rest = text.rstrip("\n").partition("\n")
        return first + newline + indent(rest, " " * column)


def indent(text: str, prefix: str) -> str:
    """Put a prefix before every line that is not empty."""
    if not prefix:
        return text
    return "".join(prefix + line if line.strip() else line for line in text.splitlines(keepends=True))
