"""What reading a document gathers, from the main text and from what it includes."""

from collections.abc import Callable
from typing import NamedTuple

from scaffold.tusk import codes
from scaffold.tusk.findings import Findings, Problem
from scaffold.tusk.nodes import Map, Section
from scaffold.tusk.scope import Scope
from scaffold.tusk.values import ValueReader


class Skipped:
    """Text that errors made unreadable. `secret` is the part that belongs to a key that looks secret."""

    __slots__ = ("end", "secret", "start")

    def __init__(self, start: int, end: int, secret: tuple[int, int] | None = None) -> None:
        self.start = start
        self.end = end
        self.secret = secret


class IncludeStatement(NamedTuple):
    """An `@include "target"`."""

    target: str
    start: int
    end: int


class Reading:
    """The state of one reading. `text` holds the included files after the main one.

    `depths` tells how deep each variable's definition is indented, by where it starts.
    """

    def __init__(self, text: str, include: Callable[["Reading", IncludeStatement], None]) -> None:
        self.text = text
        self.include = include
        self.findings = Findings()
        self.sections: list[Section] = []
        self.skipped: list[Skipped] = []
        self.includes: list[IncludeStatement] = []
        self.variables = Map(0, 0)
        self.depths: dict[int, int] = {}
        self.scope = Scope(self.findings)
        self.values = ValueReader(text, self.scope, self.findings)

    def extend(self, text: str) -> int:
        """Add an included file's text; return where it starts."""
        start = len(self.text) + 1
        self.text = self.values.text = f"{self.text}\n{text}"
        return start


def no_include(_reading: Reading, statement: IncludeStatement) -> None:
    """Refuse an include where no file can be read.

    Raises:
        Problem: always.

    """
    message = "an include is read only where the spec is a file"
    raise Problem(codes.INCLUDE_REFUSED, message, statement.start, statement.end)
