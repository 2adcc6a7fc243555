"""What follows when Python modules get other names, by either side."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from scaffold.merge.imports import follow_imports, moved_module
from scaffold.merge.mentions import find_mentions
from scaffold.merge.model import Note

_PYTHON = (".py", ".pyi")
_SOURCES = "src/"


class Following:
    """The modules that moved: those of the templates in your files, and those that you moved in the templates' files.

    `modules` maps old dotted names of the templates to new ones, `places` their files of last time to where you have
    them, and `folders` are those that you moved.
    """

    def __init__(
        self, modules: Mapping[str, str], places: Mapping[str, str], folders: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.modules = modules
        moved = _moved_modules(places, folders)
        self._yours = {moved_module(old, modules): moved_module(new, modules) for old, new in moved.items()}

    def follow(self, path: str, content: bytes) -> bytes:
        """Return your content of a file with the imports that the templates write today."""
        return _follow(path, content, self.modules)

    def adapt(self, path: str, content: bytes) -> bytes:
        """Return what the templates write today with the imports that your places of their files need."""
        return _follow(path, content, self._yours)

    def adapt_last(self, path: str, content: bytes) -> bytes:
        """Return what the templates wrote last with all of these imports, so that only other changes are left."""
        return self.adapt(path, self.follow(path, content))

    def notes(self, path: str, content: bytes, new: bytes) -> Iterable[Note]:
        """Return the lines that still have an old name, without those that the templates write today (`new`)."""
        if not self.modules:
            return ()
        return find_mentions(path, content, self.modules, new)


def _follow(path: str, content: bytes, modules: Mapping[str, str]) -> bytes:
    return follow_imports(content, modules) if modules and path.endswith(_PYTHON) else content


def _moved_modules(places: Mapping[str, str], folders: Mapping[str, str]) -> dict[str, str]:
    moves = [(path, place) for path, place in places.items() if path != place]
    pairs = [(module_of(path), module_of(place)) for path, place in moves if not _is_stray(path, place, folders)]
    return {old: new for old, new in pairs if old and new and old != new}


def _is_stray(path: str, place: str, folders: Mapping[str, str]) -> bool:
    """Whether a package's own file moved without its folder: the package is still called as it was."""
    folder, _, name = path.rpartition("/")
    return name.startswith("__init__.py") and folders.get(folder) != place.rpartition("/")[0]


def module_of(path: str) -> str | None:
    """Return the dotted name of a Python file, if it has one."""
    if not path.endswith(_PYTHON):
        return None
    parts = path.removeprefix(_SOURCES).rpartition(".")[0].split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None
