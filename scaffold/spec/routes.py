"""URL paths that the spec gives the service (`route` keys of the manifests): no two may be the same, or hide another.

Where the paths of entities are, and those that no spec moves, the manifests say too (`entity_routes`, `fixed_routes`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scaffold.catalog.model import Catalog, Key
from scaffold.spec import codes
from scaffold.spec.given import Given, Place, find
from scaffold.spec.holes import fill
from scaffold.spec.links import look_up
from scaffold.spec.model import Entity
from scaffold.spec.report import Report
from scaffold.spec.sections import MODELS, PLURALS
from scaffold.spec.taken import taken_plurals

Path = tuple[str, ...]


class Route(NamedTuple):
    """A path of the service, what gives it, and where the spec does; None for a default."""

    path: str
    name: str
    place: Place | None


def check_routes(routes: Iterable[Route], taken: Sequence[Route], root: Given, report: Report) -> None:
    """Report each route that is the same as another, or that is one of those taken, or below."""
    seen: dict[str, Route] = {}
    for route in routes:
        other = seen.setdefault(route.path, route)
        if other is not route:
            _report(route, other, f"{route.name} and {other.name} are both {route.path}", root, report)
        for each in taken:
            if route.path == each.path or route.path.startswith(f"{each.path}/"):
                below = "" if route.path == each.path else f" lies below {each.path}, which"
                message = f"{route.name}: {route.path}{below} belongs to {each.name}"
                _report(route, each, message, root, report)


def _report(route: Route, other: Route, message: str, root: Given, report: Report) -> None:
    """Point at what the spec gives: a default is nobody's fault."""
    places = [each.place for each in (route, other) if each.place] or [root.at_key]
    report.error(codes.SAME_ROUTE, places[0], message, "give one of them another path", places[1:])


def entity_routes(catalog: Catalog, entities: Sequence[Entity], on: Collection[str], root: Given) -> Iterator[Route]:
    """Give the paths of entities, as the features that are on say; a plural that is refused has none."""
    named = [entity for entity in entities if entity.plural not in taken_plurals(catalog)]
    for template in (template for name in on for template in catalog.features[name].entity_routes):
        for entity in named:
            words = {"entity_name": entity.name, "entity_plural": entity.plural, "entity_path": entity.path}
            yield Route(fill(template, words), f"the entity {entity.name}", _place(entity, root))


def fixed_routes(catalog: Catalog, on: Collection[str]) -> Iterator[Route]:
    """Give the paths that the features that are on have for themselves."""
    for name in on:
        for path, what in catalog.features[name].fixed_routes.items():
            yield Route(path, what, None)


def _place(entity: Entity, root: Given) -> Place | None:
    plural, own = find(root, (PLURALS, entity.name)), find(root, (MODELS, entity.name))
    return plural.at_value if plural else own.at_key if own else None


def given_routes(catalog: Catalog, values: Mapping[str, object], on: Collection[str], root: Given) -> Iterator[Route]:
    """Give the paths that the `route` keys of the features that are on hold; those of defaults too."""
    for section in catalog.sections.values():
        for path, key, given in _keys((section.name,), section.keys, root.inside.get(section.name)):
            value = look_up(values, path)
            if key.route and key.feature in on and key.status == "ready" and isinstance(value, str):
                yield Route(value, ".".join(path), given.at_value if given else None)
        if section.values and section.feature in on:
            yield from _routes_of_entries(section.name, section.values, values, root)


def _routes_of_entries(section: str, key: Key, values: Mapping[str, object], root: Given) -> Iterator[Route]:
    """Give the paths that the entries of a section hold, whose names are the user's own: one each, or a list."""
    if not (key.route or (key.items and key.items.route)):
        return
    entries = look_up(values, (section,))
    for name, value in entries.items() if isinstance(entries, Mapping) else ():
        given = find(root, (section, name))
        for path in value if isinstance(value, list) else [value]:
            yield Route(str(path), f"{section}.{name}", given.at_value if given else None)


def _keys(before: Path, keys: Mapping[str, Key], given: Given | None) -> Iterator[tuple[Path, Key, Given | None]]:
    """Give all keys of a section, each with what the spec gives for it, under whatever name."""
    for name, key in keys.items():
        inside = given.inside if given else {}
        found = next((inside[word] for word in (name, *key.also) if word in inside), None)
        yield (*before, name), key, found
        yield from _keys((*before, name), key.keys, found)
