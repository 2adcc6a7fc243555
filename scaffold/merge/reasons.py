"""Why a file changes, in plain words."""

from collections.abc import Sequence

from scaffold.project.model import TrackedFile
from scaffold.render.model import RenderedFile

_SHOWN = 4


def origin_text(file: RenderedFile | TrackedFile) -> str:
    """Say what makes a file: the feature, the entity, the template and the keys of the spec that it reads."""
    source = file.origin if isinstance(file, RenderedFile) else file
    whose = f"{source.feature}, for {source.entity}" if source.entity else source.feature
    keys = file.origin.keys if isinstance(file, RenderedFile) else ()
    read = f"; reads {_listed(keys)}" if keys else ""
    return f"{whose}: {source.template}{read}"


def _listed(keys: Sequence[str]) -> str:
    shown = ", ".join(keys[:_SHOWN])
    return f"{shown} and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else shown
