"""The service's prepared values, printed by a small pack of templates in place of the service's own."""

from pathlib import Path

from scaffold.catalog.listing import builtin_root
from scaffold.catalog.model import Catalog, Feature
from scaffold.render import render
from scaffold.spec.model import Entity
from tests.render.packs import spec

TYPES = ("models/fields.py.jinja", "models/identifiers.py.jinja", "repositories/columns.py.jinja")


def write_service(folder: Path, entities: tuple[Entity, ...]) -> None:
    """Write a package `user_service` with the models, the tables and the first migration of entities."""
    package = "src/{{ service.package }}/"
    service = _feature("service", builtin_root() / "service", tuple(package + file for file in TYPES))
    probe = Path(__file__).parent / "probe"
    files = sorted(path.relative_to(probe / "files").as_posix() for path in probe.rglob("*.jinja"))
    catalog = Catalog({"service": service, "probe": _feature("probe", probe, tuple(files))}, {}, ())
    tree = render(spec("service", "probe", entities=entities), catalog)
    for path, file in tree.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)


def _feature(name: str, root: Path, files: tuple[str, ...]) -> Feature:
    return Feature(name=name, title=name, doc="", root=root, files=files)
