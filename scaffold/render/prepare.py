"""Values that a trusted feature derives from the spec in Python: its `prepare.py`, or its package `prepare/`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from scaffold.catalog.model import Feature
from scaffold.render.cache import CodeCache
from scaffold.render.errors import RenderError
from scaffold.render.modules import entry_file, load
from scaffold.spec.model import Spec

_OFFERED = ("prepare", "heads", "review", "graph")
"""The functions that this code may have; one of them at least."""


class Offered(NamedTuple):
    """A function of a feature's code, and the file in the feature's folder that has it."""

    entry: str
    function: Callable[..., object]


def prepare(feature: Feature, spec: Spec, cache: CodeCache) -> tuple[dict[str, object], dict[str, tuple[str, ...]]]:
    """Run a feature's `prepare(spec)`; raises RenderError.

    Returns the prepared values by their names, and the spec keys that each was made from: what `prepare` read since it
    yielded the name before, when it yields pairs of name and value; all that it read, when it returns a dict.
    """
    found = offered(feature, "prepare", cache)
    if found is None:
        return {}, {}
    values = _Recorder(spec.values)
    try:
        prepared, keys = _collect(found.function(spec._replace(values=values)), values)
    except RenderError:
        raise
    except Exception as error:
        raise failure(feature, found.entry, error) from error
    return _checked(feature, found.entry, prepared), keys


def offered(feature: Feature, name: str, cache: CodeCache) -> Offered | None:
    """Return a function of a trusted feature's code, None where it has none of that name; raises RenderError."""
    entry = entry_file(feature) if feature.trusted else None
    if entry is None:
        return None
    module = _load(feature, entry, cache)
    functions = {each: getattr(module, each, None) for each in _OFFERED}
    if not any(callable(function) for function in functions.values()):
        message = "has no function prepare(spec)"
        raise RenderError(message, feature=feature.name, template=entry)
    function = functions[name]
    return Offered(entry, function) if callable(function) else None


def _collect(result: object, values: "_Recorder") -> tuple[object, dict[str, tuple[str, ...]]]:
    if isinstance(result, dict):
        return result, dict.fromkeys(result, values.keys_read())
    if not isinstance(result, Iterator):
        return result, {}
    prepared, keys = {}, {}
    for name, value in result:
        prepared[name] = value
        keys[name] = values.keys_read()
        values.forget()
    return prepared, keys


def failure(feature: Feature, entry: str, error: Exception) -> RenderError:
    """Place an error at the innermost line of the feature's own code."""
    place, line, traceback = entry, None, error.__traceback__
    while traceback is not None:
        inside = _inside(feature, traceback.tb_frame.f_code.co_filename)
        if inside is not None:
            place, line = inside, traceback.tb_lineno
        traceback = traceback.tb_next
    return RenderError(f"{type(error).__name__}: {error}", feature=feature.name, template=place, line=line)


def _load(feature: Feature, entry: str, cache: CodeCache) -> ModuleType:
    try:
        return load(feature, cache)
    except SyntaxError as error:
        place = _inside(feature, error.filename or "") or entry
        raise RenderError(error.msg, feature=feature.name, template=place, line=error.lineno) from error
    except RenderError:
        raise
    except Exception as error:
        raise failure(feature, entry, error) from error


def _inside(feature: Feature, path: str) -> str | None:
    file = Path(path)
    return file.relative_to(feature.root).as_posix() if file.is_relative_to(feature.root) else None


def _checked(feature: Feature, entry: str, prepared: object) -> dict[str, object]:
    if not isinstance(prepared, dict) or not all(isinstance(name, str) for name in prepared):
        kind = type(prepared).__name__
        message = f"prepare(spec) must return a dict of names to values, or yield pairs, not {kind}"
        raise RenderError(message, feature=feature.name, template=entry)
    for name, value in prepared.items():
        if isinstance(value, set | frozenset):
            message = f"{name!r} is a set, whose order differs from run to run; return a sorted list"
            raise RenderError(message, feature=feature.name, template=entry)
    return prepared


class _Recorder(Mapping[str, Mapping[str, object]]):
    """The values of a spec, which remember who was asked for."""

    def __init__(self, values: Mapping[str, Mapping[str, object]]) -> None:
        self._values = values
        self._sections: dict[str, _Section] = {}

    def __getitem__(self, name: str) -> "_Section":
        if name not in self._sections:
            self._sections[name] = _Section(self._values[name])
        return self._sections[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def forget(self) -> None:
        """Start anew: what was read until now does not count any more."""
        self._sections = {}

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
