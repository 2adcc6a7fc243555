"""Catalogues and specs by hand: small packs written to a temporary folder as `{path: text}`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from scaffold.catalog.model import Catalog, Dependencies, Feature, Ownership, Setting
from scaffold.spec.model import Entity, Field, Spec

Files = Mapping[str, str | bytes]


def feature(root: Path, name: str, files: Files, **options: Any) -> Feature:
    """Write a feature's folder and describe it."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Feature(
        name=name,
        title=name.title(),
        doc="",
        root=folder,
        files=tuple(sorted(path.removeprefix("files/") for path in files if path.startswith("files/"))),
        slots=tuple(
            sorted(path.removeprefix("slots/").removesuffix(".jinja") for path in files if path.startswith("slots/"))
        ),
        **options,
    )


def catalog(*features: Feature, tested: Mapping[str, str] | None = None, root: Path | None = None) -> Catalog:
    return Catalog({f.name: f for f in features}, {}, () if root is None else (root,), tested or {})


def spec(
    *active: str,
    values: Mapping[str, Mapping[str, object]] | None = None,
    entities: tuple[Entity, ...] = (),
    name: str = "user-service",
) -> Spec:
    return Spec(
        name=name,
        package=name.replace("-", "_"),
        title=name.replace("-", " ").title(),
        document=cast("Any", None),
        values=values or {},
        entities=entities,
        features=active,
    )


def entity(name: str) -> Entity:
    plural = f"{name}s"
    return Entity(name, plural, name.title(), name.title(), plural, (Field("email", "email"),))


__all__ = ["Catalog", "Dependencies", "Feature", "Ownership", "Setting", "catalog", "entity", "feature", "spec"]
