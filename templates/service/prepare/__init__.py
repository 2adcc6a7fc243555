"""What the templates of a service print, derived from the spec once."""

from collections.abc import Iterator

from scaffold.graph.model import Edge, Node
from scaffold.render.import_order import natural
from scaffold.spec.model import Spec

from . import fillings, layout
from .configuration import configuration
from .example import example
from .field_sets import field_sets
from .filters import cursor_length
from .kinds import names_of
from .migration import migrations
from .reading import read_columns, read_decimals
from .requests import requests
from .resource import resource
from .upcasts import upcast


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield each entity as a resource by its name, what makes a migration, and functions that fill in and lay out."""
    yield "layout", layout
    yield "fillings", fillings
    yield "config", configuration(spec)
    entities = {entity.name: entity for entity in spec.entities}
    names = names_of(spec.entities, spec.package)
    resources = {name: resource(entity, names[name], entities) for name, entity in entities.items()}
    imports = "\n".join(line for each in resources.values() for line in each.model_imports + each.table_imports)
    yield "resources", resources
    yield "field_set", field_sets(spec)
    if resources:
        yield "example", example(resources.values())
    rows = ("IdempotencyRow", *(f"{each.class_name}Row" for each in resources.values()))
    yield "row_names", lambda others: sorted((*rows, *others.split()), key=natural)
    yield (
        "requests",
        {name: requests(each, list(resources)[:place]) for place, (name, each) in enumerate(resources.items())},
    )
    yield "called_like_tests", any(entity.class_name.startswith("Test") for entity in spec.entities)
    yield "cursor_length", cursor_length(spec.entities)
    yield "migration_of", migrations(spec.package)
    yield "upcast_of", upcast
    yield "read_columns", read_columns
    yield "read_decimals", read_decimals
    shared = f"from {spec.package}.models.fields import "
    yield "field_types", _imported(imports, shared)
    yield "all_field_types", lambda others: _imported(f"{imports}\n{others[:]}", shared)
    yield "column_types", _imported(imports, f"from {spec.package}.repositories.columns import ")


def _imported(lines: str, prefix: str) -> tuple[str, ...]:
    """Return the names that some of the lines import, so that only those are defined."""
    found = (line.removeprefix(prefix) for line in lines.splitlines() if line.startswith(prefix))
    return tuple(sorted({name.partition(" as ")[0] for name in found}))


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the paths of the service's resources."""
    for entity in spec.entities:
        route = f"route:{spec.name}/{entity.path}"
        yield Node(route, "route", f"/{entity.path}")
        yield Edge(spec.name, route, "serves")
