"""What follows when a Python package gets another name."""

from collections.abc import Iterable, Mapping

from scaffold.merge.imports import follow_imports
from scaffold.merge.mentions import find_mentions
from scaffold.merge.model import Note
from scaffold.merge.text import read_text

_PYTHON = (".py", ".pyi")


class Following:
    """The packages that moved: `modules` maps old dotted names to new ones."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.modules = modules

    def follow(self, path: str, content: bytes) -> bytes:
        """Return a file's content with its imports changed, if it is Python."""
        return follow_imports(content, self.modules) if self.modules and path.endswith(_PYTHON) else content

    def notes(self, path: str, content: bytes, new: bytes) -> Iterable[Note]:
        """Return the lines that still have an old name, without those that the templates write today (`new`)."""
        if not self.modules:
            return ()
        return find_mentions(path, content, self.modules, frozenset(read_text(new).lines))
