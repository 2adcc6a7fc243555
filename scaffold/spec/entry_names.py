"""Names of entries that are the user's own, in a map or a section."""

import keyword
from collections.abc import Collection, Mapping

from scaffold.catalog.model import Key
from scaffold.catalog.patterns import is_name
from scaffold.spec import codes
from scaffold.spec.field_types import MAX_NAME
from scaffold.spec.given import Given
from scaffold.spec.holes import fill
from scaffold.spec.subject import Subject, cut
from scaffold.spec.taken import matching


def check_entry_names(holder: Subject, entries: Mapping[str, Given]) -> None:
    """Report the names that entries of a map cannot have; where its key says nothing of them, any will do.

    Whether an entity takes one is found out when the entities are known.
    """
    key, report = holder.key, holder.report
    for name, given in entries.items():
        fault = _fault(key, name)
        if fault:
            message = f"{holder.name}: an entry cannot be called {cut(name)}: {fault}"
            report.error(codes.BAD_ENTRY_NAME, given.at_key, message)
    if key.names is not None:
        _check_alike(holder, entries)
    if key.entity_names and entries:
        report.when_entities_are_known(lambda entities: _check_free(holder, entries, entities))


def _fault(key: Key, name: str) -> str | None:
    if key.names is None:
        return None
    if not is_name(key, name):
        return f"it must have the form {key.names}"
    if len(name) > MAX_NAME:
        return f"it has {len(name)} characters, and {MAX_NAME} is the most"
    if keyword.iskeyword(name):
        return "it is a word of the Python language"
    return next((reason for reason, names in key.reserved.items() if matching(name, names)), None)


def _check_alike(holder: Subject, entries: Mapping[str, Given]) -> None:
    """Report entries whose classes would have the same name."""
    seen: dict[str, str] = {}
    for name, given in entries.items():
        other = seen.setdefault(without_lines(name), name)
        if other != name:
            message = f"{holder.name}: {other} and {name} would both be called {without_lines(name)}"
            holder.report.error(codes.BAD_ENTRY_NAME, given.at_key, message, "rename one", [entries[other].at_key])


def without_lines(name: str) -> str:
    """Give what two names have in common that make the same class."""
    return name.replace("_", "")


def _check_free(holder: Subject, entries: Mapping[str, Given], entities: Collection[str]) -> None:
    owners = {
        without_lines(fill(name, {"entity_name": entity})): entity
        for entity in entities
        for name in holder.key.entity_names
    }
    for name, given in entries.items():
        if owner := owners.get(without_lines(name)):
            message = f"{holder.name}.{name}: the entity {owner} has an entry of that name"
            hint = "leave it out, or give it another name"
            holder.report.error(codes.BAD_ENTRY_NAME, given.at_key, message, hint)
