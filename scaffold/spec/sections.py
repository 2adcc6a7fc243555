"""A spec's sections against the catalogue's."""

from collections.abc import Collection, Mapping
from functools import partial

from scaffold.catalog.model import Catalog, Section
from scaffold.spec import codes
from scaffold.spec.convert import convert_entries
from scaffold.spec.given import Given, find
from scaffold.spec.naming import Names
from scaffold.spec.report import Report
from scaffold.spec.subject import Subject
from scaffold.tusk import Map, Raw, did_you_mean

Values = dict[str, dict[str, object]]

MODELS = "models"
"""The section of the entities, which has a reader of its own."""
PLURALS = "model_plurals"


def check_sections(root: Given, catalog: Catalog, names: Names, report: Report) -> Values:
    """Give the typed values that the spec itself holds."""
    values: Values = {}
    for name, given in root.inside.items():
        section = catalog.sections.get(name)
        if section is None:
            _unknown(name, given, catalog.sections, report)
        elif isinstance(given.node, Raw):
            _raw(section, given, report)
        elif not isinstance(given.node, Map):
            report.error(codes.IN_NO_SECTION, given.at_key, f"{name} is a section: write [{name}], and its keys below")
        elif name != MODELS:
            values[name] = _section(section, given, names, report)
    return values


def check_required(root: Given, catalog: Catalog, given: Values, features: Collection[str], report: Report) -> None:
    """Report every key that one of `features` cannot do without, or section, and that the spec does not give."""
    for section in catalog.sections.values():
        header = root.inside.get(section.name, root)
        if section.required and section.feature in features and not (header is not root and header.inside):
            report.error(codes.NO_VALUE, header.at_key, f"[{section.name}] must have an entry", section.doc)
        for key in section.keys.values():
            written = find(root, (section.name, key.name))
            if key.required and key.feature in features and key.name not in given.get(section.name, {}) and not written:
                report.error(codes.NO_VALUE, header.at_key, f"{section.name}.{key.name} must be given", key.doc)


def neighbours(catalog: Catalog, values: Values, names: Names) -> list[str]:
    """Give the paths of the entries that describe other services."""
    return [
        f"{name}.{entry}"
        for name, entries in values.items()
        if catalog.sections[name].own
        for entry in entries
        if entry != names.package
    ]


def names_entities(section: Section) -> bool:
    """Say whether a section's entries name entities of other services, each under its service."""
    return section.values is not None and section.values.peer_entities


def _unknown(name: str, given: Given, known: Mapping[str, Section], report: Report) -> None:
    if isinstance(given.node, Map | Raw):
        report.error(
            codes.UNKNOWN_SECTION, given.at_key, f"there is no section [{name}]", partial(_meant, name, given, known)
        )
        return
    homes = [section.name for section in known.values() if name in section.keys]
    hint = f"put it into [{homes[0]}]" if homes else partial(did_you_mean, name, known)
    report.error(codes.IN_NO_SECTION, given.at_key, f"{name} stands in no section", hint)


def _meant(name: str, given: Given, known: Mapping[str, Section]) -> str:
    if MODELS in given.inside and (naming := [f"[{each.name}]" for each in known.values() if names_entities(each)]):
        return f"nothing names a service {name}: name it in {' or '.join(naming)}"
    return did_you_mean(name, known) or "scaffold schema lists them all"


def _raw(section: Section, given: Given, report: Report) -> None:
    if section.raw:
        report.note(codes.CODE, given.at_key, f"[{section.name}] holds code; it is kept, and nothing is made from it")
        return
    hint = f"known keys: {', '.join(section.keys)}" if section.keys else None
    report.error(codes.WRONG_TYPE, given.at_value, f"[{section.name}] holds code where keys belong", hint)


def _section(section: Section, given: Given, names: Names, report: Report) -> dict[str, object]:
    if section.status == "planned":
        report.not_yet(section.feature, given.at_key, f"[{section.name}]")
    if section.own:
        _find_own(section, given, names, report)
    return convert_entries(Subject(section.as_key, section.name, given, report))


def _find_own(section: Section, given: Given, names: Names, report: Report) -> None:
    """Put this service's entry under its package's name, and say which entries describe other services."""
    own = given.inside.pop(names.name, None) if names.name != names.package else None
    if own is not None:
        given.inside.setdefault(names.package, own)
    others = [name for name in given.inside if name != names.package]
    if others:
        message = (
            f"[{section.name}] describes other services too: {', '.join(others)}; only {names.package} is used here"
        )
        report.note(codes.OTHER_SERVICES, given.inside[others[0]].at_key, message)
