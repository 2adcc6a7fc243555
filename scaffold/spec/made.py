"""What is made of entries (`makes` in the manifests): no two things of a kind may have the same name."""

from collections.abc import Collection, Iterator

from scaffold.catalog.model import Catalog, Key
from scaffold.spec import codes
from scaffold.spec.given import Given
from scaffold.spec.holes import fill
from scaffold.spec.report import Report

ENTITY = "an entity"
"""What is made of each entity."""


def check_made(catalog: Catalog, root: Given, entities: Collection[str], on: Collection[str], report: Report) -> None:
    """Report each entry of the sections of features that are on, of which something is made that another one makes."""
    seen: dict[tuple[str, str], tuple[str, Given]] = {}
    for section in catalog.sections.values():
        given = root.inside.get(section.name)
        entries = _entries(section.as_key, section.name, given, ()) if given and section.feature in on else ()
        for key, path, entry, words in entries:
            for kind, name in _made(key, words):
                if kind == ENTITY and name in entities:
                    message = f"{path}: the entity {name} has a module that this one needs"
                    report.error(codes.BAD_ENTRY_NAME, entry.at_key, message, "rename one")
                    break
                other, place = seen.setdefault((kind, name), (path, entry))
                if place is not entry:
                    message = f"{path}: {kind} is called {name}, as one of {other} is"
                    report.error(codes.BAD_ENTRY_NAME, entry.at_key, message, "rename one", [place.at_key])
                    break


def _entries(
    key: Key, path: str, given: Given, words: tuple[str, ...]
) -> Iterator[tuple[Key, str, Given, tuple[str, ...]]]:
    """Give each entry below a value: what holds it, its path, what is given, and the names on the way to it."""
    for name, inside in given.inside.items():
        inner = key.keys.get(name, key.items)
        on_the_way = words if name in key.keys else (*words, name)
        if name not in key.keys:
            yield key, f"{path}.{name}", inside, on_the_way
        if inner is not None:
            yield from _entries(inner, f"{path}.{name}", inside, on_the_way)


def _made(key: Key, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for kind, names in key.makes.items():
        for name in names:
            yield kind, fill(name, {"entry": "_".join(words)})
