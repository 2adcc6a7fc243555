"""Why a file changes, in plain words."""

from collections.abc import Collection, Sequence

from scaffold.project.model import TrackedFile
from scaffold.render.model import Origin, RenderedFile

_SHOWN = 3
_MODELS = "models"
"""The spec's section of entities: a file about one of them does not change with the others."""


def cause(file: RenderedFile | TrackedFile, changed: Collection[str] | None) -> str:
    """Say what makes a file: the keys of the spec that it reads and that have changed, its feature and template.

    Where it is not known which keys have changed, all that it reads are named.
    """
    if isinstance(file, TrackedFile):
        return f"{file.feature}: {file.template}"
    origin = file.origin
    made = f"{origin.feature}: {origin.template}"
    if changed is None:
        return f"{made}; reads {_listed(origin.keys)}" if origin.keys else made
    keys = [key for key in sorted(changed) if _reads(origin, key)]
    return f"{_listed(keys)} changed; {made}" if keys else made


def _reads(origin: Origin, key: str) -> bool:
    """Whether a file reads a key, or a part of it, or what holds it."""
    section, _, name = key.partition(".")
    if section == _MODELS and origin.entity is not None and origin.entity.isidentifier() and origin.entity != name:
        return False  # it is about another entity; the id of a revision is no identifier, and is about all of them
    return any(_covers(known, key) or _covers(key, known) for known in origin.keys)


def _covers(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def _listed(keys: Sequence[str]) -> str:
    shown = ", ".join(keys[:_SHOWN])
    return f"{shown} and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else shown
