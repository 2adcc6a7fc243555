"""Moves over a text between values: blanks, comments, and the marks that part and close them."""

import re

from scaffold.tusk import codes
from scaffold.tusk.findings import Problem
from scaffold.tusk.patterns import COMMENT, SECTION_LINE

_SPACE = re.compile(rf"(?>(?:[ \t\r\n]++|{COMMENT})*)")


class Spacing:
    """A text, which an include may make longer, and the ways between its values.

    `margin` is the column of section headers. `outer` is the span of the quoted call that the text was taken from.
    """

    def __init__(self, text: str, outer: tuple[int, int] | None = None) -> None:
        self.text = text
        self.outer = outer
        self.margin = 0
        self._uncommented: dict[int, int] = {}
        """By where the text ends, from where on it holds no `*/`, so that no second comment looks for one."""

    def skip_space(self, start: int, end: int) -> int:
        """Return where blanks, newlines and comments end."""
        pos = _SPACE.match(self.text, start, end).end()  # type: ignore[union-attr] # it matches the empty text too
        while self.text.startswith("/*", pos, end):
            close = self.comment_end(pos, end)
            pos = _SPACE.match(self.text, close, end).end()  # type: ignore[union-attr]
        return pos

    def comment_end(self, start: int, end: int) -> int:
        """Return where the `/*` comment at `start` ends.

        Raises:
            Problem: when it is never closed.

        """
        if self._uncommented.get(end, end) > start:
            close = self.text.find("*/", start + 2, end)
            if close >= 0:
                return close + 2
            self._uncommented[end] = start
        raise Problem(codes.UNCLOSED_COMMENT, "this comment is never closed", start, start + 2, "close it with `*/`")

    def need(self, pos: int, end: int, opened: int, close: str) -> None:
        """Make sure that there is something left before the end, or the next section, to close the bracket.

        Raises:
            Problem: when there is not.

        """
        if pos < end and not self._at_section(pos, end):
            return
        where = "" if pos >= end else " before the next section"
        message = f"`{self.text[opened]}` is never closed{where}"
        raise Problem(
            codes.UNCLOSED_BRACKET, message, opened, opened + 1, f"close it with `{close}`", resume=min(pos, end)
        )

    def next_item(self, pos: int, end: int, close: str, opened: int, *, lines: bool = False) -> int:
        """Return where the next item, or the closing bracket, starts; with `lines`, a new line parts items as well.

        Raises:
            Problem: when there is none, or nothing that parts it from the one before.

        """
        after = self.skip_space(pos, end)
        self.need(after, end, opened, close)
        char = self.text[after]
        if char == ",":
            return self.skip_space(after + 1, end)
        if char != close and not (lines and "\n" in self.text[pos:after]):
            hint = "a comma parts items" + (", or a new line" if lines else "")
            raise Problem(codes.SEPARATOR, f"`,` or `{close}` is missing here", after, after + 1, hint)
        return after

    def _at_section(self, pos: int, end: int) -> bool:
        if self.text[pos] != "[" or self.outer:
            return False
        line = self.text.rfind("\n", 0, pos) + 1
        return pos - line == self.margin and SECTION_LINE.match(self.text, line, end) is not None
