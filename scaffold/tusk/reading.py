"""What reading a document gathers, from the main text and from what it includes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from scaffold.tusk.findings import Findings
from scaffold.tusk.nodes import Map, Section
from scaffold.tusk.scope import Scope
from scaffold.tusk.values import ValueReader


@dataclass(slots=True)
class Skipped:
    """Text that errors made unreadable. `secret` is the part that belongs to a key that looks secret."""

    start: int
    end: int
    secret: tuple[int, int] | None = None


class IncludeStatement(NamedTuple):
    """An `@include "target"`."""

    target: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """The state of one reading. `text` holds the included files after the main one.

    `depths` tells how deep each variable's definition is indented, by where it starts.
    """

    text: str
    include: Callable[["Reading", IncludeStatement], None]
    findings: Findings = field(default_factory=Findings)
    sections: list[Section] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    includes: list[IncludeStatement] = field(default_factory=list)
    variables: Map = field(default_factory=lambda: Map(0, 0))
    depths: dict[int, int] = field(default_factory=dict)
    scope: Scope = field(init=False)
    values: ValueReader = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self.findings)
        self.values = ValueReader(self.text, self.scope, self.findings)

    def extend(self, text: str) -> int:
        """Add an included file's text; return where it starts."""
        start = len(self.text) + 1
        self.text = self.values.text = f"{self.text}\n{text}"
        return start
