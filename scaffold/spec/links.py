"""Keys that say the same thing in two places (`same_as`), and keys that fill others in (`fills`)."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from scaffold.catalog.model import Catalog, Key
from scaffold.spec import codes
from scaffold.spec.given import Given, find
from scaffold.spec.naming import Names
from scaffold.spec.report import Report
from scaffold.spec.sections import Values
from scaffold.spec.subject import shown

Path = tuple[str, ...]
MISSING: Final = object()
"""What `look_up` gives where nothing stands."""


class Link(NamedTuple):
    """`one` stands for `other`; `binding` when the two may not differ."""

    one: Path
    other: Path
    binding: bool


def links(catalog: Catalog, names: Names) -> Iterator[Link]:
    """Give every link of the catalogue."""
    for section in catalog.sections.values():
        for key in section.keys.values():
            yield from _links((section.name, key.name), key)
        if section.own and section.values:
            for key in section.values.keys.values():
                yield from _links((section.name, names.package, key.name), key)


def follow(all_links: list[Link], values: Values, root: Given, report: Report) -> list[tuple[Path, Path]]:
    """Carry given values over their links; two that differ are an error, or a note where one merely fills in.

    A value from the command line comes before one in the spec; the links where that happened are returned, as the path
    that is overruled and the one that overrules it.
    """
    overruled: list[tuple[Path, Path]] = []
    for link in all_links:
        one, other = look_up(values, link.one), look_up(values, link.other)
        if one is MISSING and other is not MISSING and link.binding:
            put(values, link.one, other)
        elif one is not MISSING and other is MISSING:
            put(values, link.other, one)
        elif one is not MISSING and one != other:
            overruled += _settle(link, values, root, report)
    return overruled


def look_up(values: Mapping[str, object], path: Path) -> object:
    """Give the value at a path, or `MISSING`."""
    here: object = values
    for name in path:
        if not isinstance(here, Mapping) or name not in here:
            return MISSING
        here = here[name]
    return here


def put(values: Values, path: Path, value: object) -> None:
    """Set the value at a path."""
    here: dict[str, object] = values.setdefault(path[0], {})
    for name in path[1:-1]:
        below = here.setdefault(name, {})
        if not isinstance(below, dict):
            return
        here = below
    here[path[-1]] = value


def _links(path: Path, key: Key) -> Iterator[Link]:
    if key.same_as:
        yield Link(path, tuple(key.same_as.split(".")), binding=True)
    if key.fills:
        yield Link(path, tuple(key.fills.split(".")), binding=False)


def _settle(link: Link, values: Values, root: Given, report: Report) -> list[tuple[Path, Path]]:
    one, other = find(root, link.one), find(root, link.other)
    if one is None or other is None:
        return []
    names = ".".join(link.one), ".".join(link.other)
    if not link.binding:
        report.note(codes.NOT_USED, one.at_key, f"{names[0]} is not used: {names[1]} is given", None, [other.at_key])
        return []
    if one.laid_over == other.laid_over:
        says = shown(look_up(values, link.one)), shown(look_up(values, link.other))
        message = f"{names[0]} is {says[0]}, but {names[1]} is {says[1]}; they must be the same"
        report.error(codes.DISAGREEMENT, one.at_value, message, "remove one of them", [other.at_value])
        return []
    winner, loser = (link.one, link.other) if one.laid_over else (link.other, link.one)
    put(values, loser, look_up(values, winner))
    return [(loser, winner)]
