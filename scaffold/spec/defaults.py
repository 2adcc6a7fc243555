"""What a spec leaves out."""

from collections.abc import Collection, Mapping

from scaffold.catalog import CatalogError, codes
from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Catalog, Key, Section
from scaffold.catalog.problem import Problem
from scaffold.spec.convert import convert
from scaffold.spec.given import tree
from scaffold.spec.holes import fill
from scaffold.spec.links import MISSING, Link, look_up, put
from scaffold.spec.naming import Names
from scaffold.spec.plain import node_of
from scaffold.spec.references import written
from scaffold.spec.report import Report
from scaffold.spec.sections import Values
from scaffold.spec.subject import Subject
from scaffold.tusk import String


def with_defaults(
    catalog: Catalog, values: Values, names: Names, given: Collection[str], all_links: list[Link]
) -> Values:
    """Give every known key of every known section a value; `given` names the sections that the spec has.

    Raises `CatalogError` for a default that its own key would not accept.
    """
    filled: Values = {}
    for section in catalog.sections.values():
        known = values.get(section.name, {})
        filled[section.name] = _section(catalog, section, known, names, given=section.name in given)
    for link in all_links:
        if link.binding and look_up(values, link.one) is MISSING:
            put(filled, link.one, look_up(filled, link.other))
    return filled


def default_of(catalog: Catalog, key: Key, names: Names, *, given: bool = False) -> object:
    """Give a key's typed default; `given` when the spec has the key's section."""
    if key.keys:
        return {inner: default_of(catalog, below, names, given=given) for inner, below in key.keys.items()}
    plain = key.default_when_given if given and key.default_when_given is not None else key.default
    if plain is None:
        return None
    report = Report()
    words = names.holes()
    node = node_of(plain, lambda text: written(text) or String(0, 0, fill(text, words)))
    value = convert(Subject(key, key.name, tree(None, node, node), report))
    report.entities_are(())
    errors = [diagnostic.message for diagnostic in report.diagnostics if diagnostic.severity == "error"]
    if errors:
        file = catalog.features[key.feature].root / MANIFEST
        raise CatalogError([Problem(codes.BAD_DEFAULT, file, f"the default of {errors[0]}")])
    return value


def _section(
    catalog: Catalog, section: Section, known: Mapping[str, object], names: Names, *, given: bool
) -> dict[str, object]:
    filled = {name: _merge(catalog, key, known.get(name), names, given=given) for name, key in section.keys.items()}
    filled |= {name: value for name, value in known.items() if name not in filled}
    if section.own and section.values:
        filled[names.package] = _merge(catalog, section.values, known.get(names.package), names, given=given)
    return filled


def _merge(catalog: Catalog, key: Key, value: object, names: Names, *, given: bool) -> object:
    if not key.keys:
        return default_of(catalog, key, names, given=given) if value is None else value
    known = value if isinstance(value, Mapping) else {}
    return {inner: _merge(catalog, below, known.get(inner), names, given=given) for inner, below in key.keys.items()}
