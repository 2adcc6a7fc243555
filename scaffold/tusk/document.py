"""A document: a text that was read, and the edits that one can make in it."""

from dataclasses import dataclass
from typing import Self

from scaffold.tusk.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Document(Parsed):
    """A TuskLang text, read. It never changes: an edit returns a new document."""

    def with_value(self, path: tuple[str, ...], value: object) -> Self:
        """Return a document in which `path` holds `value`; every byte that need not change stays.

        `value` is plain data or a node; a path that is not there is made. A string is written so that it reads back as
        that string: to write a call, give an `Operator`.

        Raises:
            TuskError: when the document has errors in its form, or the value cannot be written there.

        """
        from scaffold.tusk.edit import with_value

        return with_value(self, path, value)

    def without(self, path: tuple[str, ...]) -> Self:
        """Return a document without the key or section at `path`; every byte that need not change stays.

        Raises:
            TuskError: when the document has errors in its form, or nothing stands there.

        """
        from scaffold.tusk.edit import without

        return without(self, path)
