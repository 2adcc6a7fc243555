"""Services that take part in something (`member` keys of the manifests): this one is expected among them."""

from collections.abc import Collection, Iterator

from scaffold.catalog.model import Catalog, Key
from scaffold.spec import codes
from scaffold.spec.given import Given
from scaffold.spec.report import Report
from scaffold.tusk import did_you_mean


def check_members(catalog: Catalog, root: Given, name: str, on: Collection[str], report: Report) -> None:
    """Warn of each section of a feature that is on in which services take part, and not the one of this name."""
    for section in catalog.sections.values():
        given = root.inside.get(section.name)
        found = list(_members(section.as_key, given)) if given and section.feature in on else []
        members = sorted({str(each.node.value) for each in found})
        if found and name not in members:
            message = f"{section.name}: {name} takes no part: the services that do are {', '.join(members)}"
            report.warning(codes.NO_PART, found[0].at_value, message, did_you_mean(name, members))


def _members(key: Key, given: Given) -> Iterator[Given]:
    """Give each text below a value that names a service which takes part."""
    if key.member:
        yield given
    for name, inside in given.inside.items():
        inner = key.keys.get(name, key.items)
        if inner is not None:
            yield from _members(inner, inside)
