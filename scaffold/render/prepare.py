"""Values that a trusted feature derives from the spec in Python: its `prepare.py`."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from types import ModuleType

from scaffold.catalog.model import Feature
from scaffold.render.cache import CodeCache, Compiled
from scaffold.render.errors import RenderError
from scaffold.render.templates import read_text
from scaffold.spec.model import Spec

FILE = "prepare.py"


def prepare(feature: Feature, spec: Spec, cache: CodeCache) -> tuple[dict[str, object], tuple[str, ...]]:
    """Run a feature's `prepare(spec)`: its names and values, and the spec keys that it read; raises RenderError."""
    if not feature.trusted or not (feature.root / FILE).is_file():
        return {}, ()
    function = _load(feature, cache)
    values = _Recorder(spec.values)
    try:
        prepared = function(replace(spec, values=values))
    except RenderError:
        raise
    except Exception as error:
        raise _failure(feature, error) from error
    return _checked(feature, prepared), values.keys_read()


def _load(feature: Feature, cache: CodeCache) -> Callable[[Spec], object]:
    path = str(feature.root / FILE)
    source = read_text(feature, FILE)
    key = CodeCache.key("python", path, source)
    compiled = cache.get(key)
    try:
        if compiled is None:
            compiled = Compiled(compile(source, path, "exec", dont_inherit=True))
            cache.put(key, compiled)
        name = "scaffold_prepare_" + blake2b(path.encode(), digest_size=8).hexdigest()
        module = ModuleType(name)
        module.__file__ = path
        sys.modules[name] = module  # dataclasses look their module up
        exec(compiled.code, module.__dict__)  # noqa: S102  the catalogue says that this pack is trusted
        function = module.__dict__["prepare"]
    except SyntaxError as error:
        raise RenderError(error.msg, feature=feature.name, template=FILE, line=error.lineno) from error
    except KeyError:
        message = "has no function prepare(spec)"
        raise RenderError(message, feature=feature.name, template=FILE) from None
    except Exception as error:
        raise _failure(feature, error) from error
    loaded: Callable[[Spec], object] = function
    return loaded


def _failure(feature: Feature, error: Exception) -> RenderError:
    path = str(feature.root / FILE)
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return RenderError(f"{type(error).__name__}: {error}", feature=feature.name, template=FILE, line=line)


def _checked(feature: Feature, prepared: object) -> dict[str, object]:
    if not isinstance(prepared, dict) or not all(isinstance(name, str) for name in prepared):
        message = f"prepare(spec) must return a dict of names to values, not {type(prepared).__name__}"
        raise RenderError(message, feature=feature.name, template=FILE)
    for name, value in prepared.items():
        if isinstance(value, set | frozenset):
            message = f"{name!r} is a set, whose order differs from run to run; return a sorted list"
            raise RenderError(message, feature=feature.name, template=FILE)
    return prepared


class _Recorder(Mapping[str, Mapping[str, object]]):
    """The values of a spec, which remember who was asked for."""

    def __init__(self, values: Mapping[str, Mapping[str, object]]) -> None:
        self._values = values
        self._sections: dict[str, _Section] = {}
        self._all = False

    def __getitem__(self, name: str) -> "_Section":
        if name not in self._sections:
            self._sections[name] = _Section(self._values[name])
        return self._sections[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keys_read(self) -> tuple[str, ...]:
        """Return `section.key` for each value read, `section` where all of one was."""
        return tuple(
            sorted(
                name if section.whole else f"{name}.{key}"
                for name, section in self._sections.items()
                for key in ([""] if section.whole else section.read)
            )
        )


class _Section(Mapping[str, object]):
    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self.read: set[str] = set()
        self.whole = False

    def __getitem__(self, key: str) -> object:
        value = self._values[key]
        self.read.add(key)
        return value

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return iter(self._values)

    def __len__(self) -> int:
        self.whole = True
        return len(self._values)
