"""Rules that a catalogue as a whole must keep; broken ones come back as problems."""

import re
from collections.abc import Iterator

from scaffold.catalog import codes
from scaffold.catalog.expression import ExpressionError, names
from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Catalog, Feature, Key, Section, find_key
from scaffold.catalog.patterns import pattern_fault
from scaffold.catalog.problem import Problem
from scaffold.catalog.records import check_records
from scaffold.catalog.stored import check_stored


def check_catalog(catalog: Catalog) -> Iterator[Problem]:
    """Check what only all features together can show."""
    for feature in catalog.features.values():
        yield from _check_when(catalog, feature)
        yield from _check_enable(catalog, feature)
        yield from _check_dependencies(catalog, feature)
        yield from check_records(catalog, feature)
        yield from check_stored(feature)
    for section in catalog.sections.values():
        yield from _check_section(catalog, section)


def _is_known(catalog: Catalog, path: tuple[str, ...]) -> bool:
    """Say whether there is a key of that path, or a section whose entries are the user's own."""
    if len(path) > 1:
        return find_key(catalog, path) is not None
    section = catalog.sections.get(path[0])
    return section is not None and section.values is not None


def _check_when(catalog: Catalog, feature: Feature) -> Iterator[Problem]:
    if feature.when is None:
        return
    file = feature.root / MANIFEST
    try:
        unknown = [path for path in names(feature.when) if not _is_known(catalog, path)]
    except ExpressionError as error:
        yield Problem(codes.BAD_CONDITION, file, f"`when`: {error}", "names are section.key", ("when",))
        return
    for path in unknown:
        yield Problem(
            codes.BAD_CONDITION, file, f"`when` reads {'.'.join(path)}, which no feature defines", None, ("when",)
        )


def _check_enable(catalog: Catalog, feature: Feature) -> Iterator[Problem]:
    for path in feature.enable:
        if find_key(catalog, tuple(path.split("."))) is None:
            file = feature.root / MANIFEST
            yield Problem(codes.UNKNOWN_KEY, file, f"`enable` sets {path}, which no feature defines", None, ("enable",))


def _check_dependencies(catalog: Catalog, feature: Feature) -> Iterator[Problem]:
    wanted = feature.dependencies
    of_fields = (name for names in wanted.fields.values() for name in names)
    for name in (*wanted.run, *wanted.test, *wanted.dev, *of_fields):
        if re.sub(r"\[.*", "", name) not in catalog.tested:
            hint = "add its range to tested.toml"
            file = feature.root / MANIFEST
            yield Problem(codes.NOT_TESTED, file, f"{name} has no tested range", hint, ("dependencies",))


def _check_section(catalog: Catalog, section: Section) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key in section.keys.values():
        file = catalog.features[key.feature].root / MANIFEST
        place = ("sections", section.name, "keys", key.name)
        for name in (key.name, *key.also):
            if name in seen:
                said = f"{section.name}.{name} names both {seen[name]} and {key.name}"
                yield Problem(codes.SAME_KEY, file, said, None, place)
            seen[name] = key.name
        for what, other in (("same_as", key.same_as), ("fills", key.fills)):
            if other and find_key(catalog, tuple(other.split("."))) is None:
                yield Problem(codes.UNKNOWN_KEY, file, f"`{what}` names {other}, which no feature defines", None, place)
        yield from (Problem(codes.CONTRADICTION, file, said, None, place) for said in _key_faults(key))
    file = catalog.features[section.feature].root / MANIFEST
    header = ("sections", section.name)
    yield from (Problem(codes.CONTRADICTION, file, said, None, header) for said in _name_faults(section.as_key))
    if section.values:
        entry = (*header, "values")
        yield from (Problem(codes.CONTRADICTION, file, said, None, entry) for said in _key_faults(section.values))


def _key_faults(key: Key) -> Iterator[str]:
    """Say what in one key's description contradicts itself."""
    if (key.type == "choice") != bool(key.choices):
        yield "`choices` and the type choice go together"
    if key.type == "choice":
        yield from _choice_faults(key)
    if key.type == "list" and key.items is None:
        yield "a list needs `items`"
    if key.keys and key.type != "map":
        yield "only a map has `keys`"
    if key.route and key.type != "path":
        yield "only a path is a `route`"
    if key.peer_entities and key.type != "map":
        yield "only a map has names of `peer_entities`"
    if key.member and key.type != "string":
        yield "only a string is a `member`"
    yield from _system_faults(key)
    yield from _list_faults(key)
    yield from _default_faults(key)
    yield from _fields_faults(key)
    if fault := pattern_fault("pattern", key.pattern, linear=key.linear):
        yield fault
    yield from _name_faults(key)
    for inner in (*key.keys.values(), *((key.items,) if key.items else ())):
        yield from _key_faults(inner)


def _system_faults(key: Key) -> Iterator[str]:
    if key.service and key.type != "string":
        yield "only a string names a `service`"
    if key.apart and key.type not in {"port", "int"}:
        yield "only a number is held `apart`"


def _list_faults(key: Key) -> Iterator[str]:
    if key.single and not (key.type == "list" and key.items):
        yield "only a list with `items` may be a `single` one"


def _default_faults(key: Key) -> Iterator[str]:
    if key.always and not (key.type == "bool" and isinstance(key.default, bool)):
        yield "only a bool with a default is `always` so"
    if key.required and key.default is not None:
        yield "a required key has no default"


def _fields_faults(key: Key) -> Iterator[str]:
    if key.reserved and key.type != "fields" and not key.names:
        yield "only the type fields, and a map with `names`, has `reserved` names"
    if key.reference != "no" and key.type == "fields":
        yield "fields are no `reference`"


def _name_faults(key: Key) -> Iterator[str]:
    if (key.names or key.entity_names or key.makes) and key.items is None:
        yield "`names`, `entity_names` and `makes` are of a map with `items`, or of a section with `values`"
    if fault := pattern_fault("names", key.names, linear=key.linear):
        yield fault


def _choice_faults(key: Key) -> Iterator[str]:
    if isinstance(key.default, str) and key.default not in key.choices:
        yield f"the default {key.default} is not a choice"
    for word in key.planned:
        if word not in key.choices:
            yield f"{word} in `planned` is not a choice"
    for word, meaning in key.aliases.items():
        if meaning not in key.choices:
            yield f"the alias {word} stands for {meaning}, which is not a choice"
        if word in key.choices:
            yield f"{word} is both a choice and an alias"
