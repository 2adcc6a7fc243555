"""Problems while they are still offsets; `Diagnostic`s are drawn from them once, at the end."""

from collections.abc import Iterable
from typing import NamedTuple

from scaffold.tusk.diagnostics import Hint, Severity, in_words
from scaffold.tusk.limits import MAX_REPORTED


class Finding(NamedTuple):
    """A diagnostic to be. `{first}` in the message stands for the position of the first related place."""

    code: str
    message: str
    start: int
    end: int
    hint: Hint = None
    severity: Severity = "error"
    related: tuple[tuple[int, int], ...] = ()


class Problem(Exception):  # noqa: N818 - a signal inside the parser, never seen outside
    """Ends the reading of one statement. Reading goes on at `resume`, or at the line after the problem."""

    def __init__(  # noqa: PLR0913 - one parameter per part of a finding
        self, code: str, message: str, start: int, end: int, hint: Hint = None, *, resume: int | None = None
    ) -> None:
        super().__init__(message)
        self.finding = Finding(code, message, start, end, hint)
        self.resume = resume


class Findings:
    """All findings of one reading, the first `MAX_REPORTED` errors and as many others kept, the rest counted."""

    def __init__(self, errors: Iterable[Finding] = ()) -> None:
        self.errors = [*errors]
        self.others: list[Finding] = []
        self.dropped = 0

    def add(self, finding: Finding) -> None:
        """Keep or count a finding."""
        kept = self.errors if finding.severity == "error" else self.others
        if len(kept) < MAX_REPORTED:
            # A hint that is found out now knows what stands above the place, and nothing below.
            kept.append(finding._replace(hint=in_words(finding.hint)) if callable(finding.hint) else finding)
        else:
            self.dropped += 1

    def error(self, code: str, message: str, start: int, end: int, hint: Hint = None) -> None:
        """Add an error."""
        self.add(Finding(code, message, start, end, hint))

    def warning(self, code: str, message: str, start: int, end: int, hint: Hint = None) -> None:
        """Add a warning."""
        self.add(Finding(code, message, start, end, hint, "warning"))

    def in_order(self) -> list[Finding]:
        """Return what was kept, by place."""
        return sorted(self.errors + self.others, key=lambda finding: finding.start)
