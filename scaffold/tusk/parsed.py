"""What reading a text gives: its tree, where things stand in it, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self, cast

from scaffold.tusk.codes import MEANING_ONLY
from scaffold.tusk.diagnostics import Diagnostic, Location
from scaffold.tusk.guide import Block
from scaffold.tusk.nodes import Entry, Map, Node, Section
from scaffold.tusk.reading import Skipped
from scaffold.tusk.sources import Sources


class Written(NamedTuple):
    """What edits and the formatter need to know of the text, beyond its tree.

    `blocks` are the stretches that hold statements (one, unless the document is a guide). `references` are the offsets
    of values that stand for a variable's or a hole's value. `variables` are definitions with how deep they are
    indented, `includes` the spans of include statements.
    """

    blocks: tuple[Block, ...]
    skipped: tuple[Skipped, ...]
    references: frozenset[int]
    variables: tuple[tuple[Entry, int], ...]
    includes: tuple[tuple[int, int], ...]
    guide: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A TuskLang text, read. It never changes.

    `root` is everything merged, `sections` are as written (what stands before the first header has an empty path),
    `includes` are the files read besides `source`.
    """

    text: str
    source: str
    root: Map
    sections: tuple[Section, ...]
    diagnostics: tuple[Diagnostic, ...]
    includes: tuple[Path, ...]
    written: Written = field(repr=False)
    _sources: Sources = field(repr=False)
    _read: Callable[[str], "Parsed"] = field(repr=False)

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    @property
    def form_errors(self) -> tuple[Diagnostic, ...]:
        """The errors of form: what they swallowed would be lost if the text were edited or formatted."""
        errors = (found for found in self.diagnostics if found.severity == "error")
        return tuple(found for found in errors if found.code not in MEANING_ONLY)

    def locate(self, node: Node | Entry | Section) -> Location:
        """Return where a node of this document stands; for an entry its key, for a section its header."""
        return self._sources.locate(node.start, node.end)

    def find(self, path: tuple[str, ...]) -> Node | None:
        """Return the node at a path of keys, or None."""
        node: Node | None = self.root
        for key in path:
            node = node.get(key) if isinstance(node, Map) else None
        return node

    def reread(self, text: str) -> Self:
        """Read another text as if it stood in this document's place; included files are not read again."""
        return cast("Self", self._read(text))  # it makes what it was made for
