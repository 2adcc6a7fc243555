"""Goes on behind a statement that cannot be read, so that one run shows every error."""

import re

from scaffold.tusk import codes
from scaffold.tusk.blocks import Blocks
from scaffold.tusk.findings import Problem
from scaffold.tusk.masking import looks_secret
from scaffold.tusk.patterns import BLANKS, ITEM
from scaffold.tusk.reading import Reading, Skipped
from scaffold.tusk.statements import read_head

_CLOSERS = re.compile(r"[\])}]++,?[ \t]*+(?:\r?\n|\Z)")


class Recovery:
    """Where a stretch of text is being read, and which of its lines belong to a statement with an error.

    `blocks` are the open ones. `fresh` says that nothing of the section was read yet.
    """

    blocks: Blocks

    def __init__(self, reading: Reading, start: int, end: int) -> None:
        self.reading = reading
        self.pos = start
        self.end = end
        self.fresh = False
        self.skip_deeper: int | None = None
        self.skip_closers = False
        self.after_tab = -1

    def check_tabs(self, line: int, start: int) -> None:
        """Report a tab before a statement, once for lines that follow each other."""
        text = self.reading.text
        tab = text.find("\t", line, start)
        if tab < 0:
            return
        if self.after_tab != line:
            message = "a tab in indentation"
            self.reading.findings.error(codes.TAB, message, tab, tab + 1, "indent with blanks, two for each level")
        self.after_tab = text.find("\n", start, self.end) + 1

    def skips(self, start: int, indent: int) -> bool:
        """Pass over a line that belongs to a statement with an error; tell whether it does."""
        text = self.reading.text
        if self.skip_deeper is None:
            return False
        stray_item = indent == self.skip_deeper and self.blocks.top.kind != "list" and ITEM.match(text, start)
        if indent > self.skip_deeper or stray_item or (self.skip_closers and _CLOSERS.match(text, start, self.end)):
            self.pos = self._line_after(start)
            last = self.reading.skipped[-1]
            last.end = self.pos
            if last.secret:
                last.secret = (last.secret[0], self.pos)
            return True
        self.skip_deeper, self.skip_closers = None, False
        return False

    def recover(self, problem: Problem, line: int, start: int, indent: int) -> None:
        """Report a problem and go on behind it."""
        finding = problem.finding
        first_line_end = self._line_after(start)
        if finding.code != codes.INDENTATION or self.after_tab != first_line_end:
            # A tab is reported already; that its line fits no block is no second error.
            self.reading.findings.add(finding)
        resume = problem.resume if problem.resume is not None else self._line_after(max(finding.start, start))
        self.pos = max(resume, first_line_end)
        self.reading.skipped.append(Skipped(line, self.pos, self._secret(start)))
        expected = self.blocks.top.indent if finding.code == codes.INDENTATION else None
        self.skip_deeper = indent if expected is None else expected
        self.skip_closers = self.pos > first_line_end
        self.fresh = False

    def _secret(self, start: int) -> tuple[int, int] | None:
        try:
            head = read_head(self.reading.text, start, self.end)
        except Problem:
            head = None
        value = BLANKS.match(self.reading.text, head.after, self.end) if head else None
        spread_call = self.pos > self._line_after(start) and "secure(" in self.reading.text[start : self.pos]
        if spread_call or self.blocks.secret or (head and looks_secret(head.key)):
            return (value.end() if value else start), self.pos
        return None

    def _line_after(self, pos: int) -> int:
        newline = self.reading.text.find("\n", pos, self.end)
        return newline + 1 if newline >= 0 else self.end
