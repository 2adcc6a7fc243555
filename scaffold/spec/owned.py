"""Lists of what the service owns (`plurals` keys of the manifests): they name each entity's plural, and no other."""

from collections.abc import Iterator, Sequence

from scaffold.catalog.model import Catalog
from scaffold.spec import codes
from scaffold.spec.given import Given, find
from scaffold.spec.model import Entity
from scaffold.spec.report import Report
from scaffold.tusk import did_you_mean

Path = tuple[str, ...]


def check_owned(catalog: Catalog, root: Given, entities: Sequence[Entity], package: str, report: Report) -> None:
    """Report what a list names that no entity is called, and each entity that it leaves out."""
    for path in _paths(catalog, package):
        given = find(root, path)
        names = given.node.value if given else None
        if given is None or not isinstance(names, list):
            continue
        owned = {entity.plural for entity in entities}
        where = ".".join(path)
        for name in names:
            if name not in owned:
                message = f"{where}: no entity is called {name} in the plural"
                report.error(codes.UNKNOWN_ENTITY, given.at_value, message, did_you_mean(str(name), sorted(owned)))
        for entity in entities:
            if entity.plural not in names:
                message = f"{where} leaves out {entity.plural}, where each {entity.name} is stored"
                hint = f"add {entity.plural}, or leave out the list: it is that of the entities"
                report.error(codes.UNKNOWN_ENTITY, given.at_value, message, hint)


def owned_plurals(catalog: Catalog, root: Given, package: str) -> tuple[str, ...]:
    """Give what the lists of a spec say that the service owns."""
    given = (find(root, path) for path in _paths(catalog, package))
    lists = [each.node.value for each in given if each is not None and isinstance(each.node.value, list)]
    return tuple(dict.fromkeys(str(name) for names in lists for name in names))


def _paths(catalog: Catalog, package: str) -> Iterator[Path]:
    for section in catalog.sections.values():
        if section.own and section.values:
            yield from ((section.name, package, key.name) for key in section.values.keys.values() if key.plurals)
