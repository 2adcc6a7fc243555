"""The modules of a feature's `prepare`: one file, or a package whose modules import each other relatively.

They are data of a pack, not part of any installed package, so they have an import system of their own: names that no
other feature can take, and code from the cache.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, ModuleType

from scaffold.catalog.model import Feature
from scaffold.render.cache import CodeCache, Compiled
from scaffold.render.templates import read_text

FILES = ("prepare/__init__.py", "prepare.py")
"""Where a feature may keep its `prepare`; the first that exists is taken, as Python does."""


def entry_file(feature: Feature) -> str | None:
    """Return the file that holds a feature's `prepare`, or None."""
    return next((file for file in FILES if (feature.root / file).is_file()), None)


def load(feature: Feature, cache: CodeCache) -> ModuleType:
    """Run a feature's `prepare` module anew and return it; raises what its code raises."""
    name = "scaffold_prepare_" + blake2b(str(feature.root).encode(), digest_size=8).hexdigest()
    for known in [module for module in sys.modules if module == name or module.startswith(f"{name}.")]:
        del sys.modules[known]
    with _finding(_Finder(feature, name, cache)):
        return import_module(name)


@contextmanager
def _finding(finder: "_Finder") -> Iterator[None]:
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder:
    """Finds the modules below one name."""

    def __init__(self, feature: Feature, name: str, cache: CodeCache) -> None:
        self._feature = feature
        self._name = name
        self._cache = cache

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  the import system's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname != self._name and not fullname.startswith(f"{self._name}."):
            return None
        place = "prepare" + fullname.removeprefix(self._name).replace(".", "/")
        for file in (f"{place}/__init__.py", f"{place}.py"):
            origin = f"{self._feature.root}/{file}"
            if os.path.isfile(origin):  # noqa: PTH113  one of many
                loader = _Loader(fullname, origin, self._code(file, origin))
                return spec_from_file_location(fullname, origin, loader=loader)
        return None

    def _code(self, file: str, path: str) -> CodeType:
        """Return a module's code from the cache, or compile it."""
        source = read_text(self._feature, file)
        key = CodeCache.key("python", path, source)
        compiled = self._cache.get(key)
        if compiled is None:
            compiled = Compiled(compile(source, path, "exec", dont_inherit=True))
            self._cache.put(key, compiled)
        return compiled.code


class _Loader(SourceFileLoader):
    """Runs code that was made already; a module keeps its loader, which is to keep nothing else."""

    def __init__(self, fullname: str, path: str, code: CodeType) -> None:
        super().__init__(fullname, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  the import system's signature
        return self._code
