"""Whether the templates can still make what features have stored in the history of a project's data."""

from collections.abc import Iterable, Iterator
from typing import NoReturn

from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Catalog, Feature
from scaffold.evolution.model import Revision
from scaffold.render.errors import RenderError


def require_stored(history: Iterable[Revision], catalog: Catalog) -> None:
    """Raise RenderError where a revision needs a feature, or a version of what it stores, that the templates lack."""
    for revision in history:
        for name, version in revision.stored:
            feature = catalog.features.get(name)
            if feature is None or feature.stored < version:
                _refuse(revision, name, version, feature)


def storing(history: Iterable[Revision], catalog: Catalog) -> Iterator[Feature]:
    """Give the features that a history needs."""
    names = dict.fromkeys(name for revision in history for name, _ in revision.stored)
    return (catalog.features[name] for name in names if name in catalog.features)


def _refuse(revision: Revision, name: str, version: int, feature: Feature | None) -> NoReturn:
    needs = f"revision {revision.id} of the project's data has version {version} of what it stores"
    if feature is None:
        message = f"{needs}, and the templates do not have this feature"
        raise RenderError(
            message, feature=name, hint="take the pack again that has it: its migrations are made from it"
        )
    last = f"version {feature.stored}" if feature.stored else "none"
    message = f"{needs}, and these templates have {last}: they are older than the project's data"
    hint = "take those that wrote the project, or newer ones"
    raise RenderError(message, feature=name, template=MANIFEST, hint=hint)
