"""A document: its text, its tree, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

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
class Document:
    """A TuskLang text, read. It never changes: an edit returns a new document.

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
    _read: Callable[[str], "Document"] = field(repr=False)

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

    def reread(self, text: str) -> "Document":
        """Read another text as if it stood in this document's place; included files are not read again."""
        return self._read(text)

    def with_value(self, path: tuple[str, ...], value: object) -> "Document":
        """Return a document in which `path` holds `value`; every byte that need not change stays.

        `value` is plain data or a node; a path that is not there is made. A string is written so that it reads back as
        that string: to write a call, give an `Operator`.

        Raises:
            TuskError: when the document has errors in its form, or the value cannot be written there.

        """
        from scaffold.tusk.edit import with_value

        return with_value(self, path, value)

    def without(self, path: tuple[str, ...]) -> "Document":
        """Return a document without the key or section at `path`; every byte that need not change stays.

        Raises:
            TuskError: when the document has errors in its form, or nothing stands there.

        """
        from scaffold.tusk.edit import without

        return without(self, path)
