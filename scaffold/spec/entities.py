"""`[models]`: the entities of a service."""

import builtins
import keyword
import re
from collections.abc import Collection, Iterator, Mapping

from scaffold.catalog.model import Catalog
from scaffold.catalog.order import CycleError, ordered
from scaffold.spec import codes, words
from scaffold.spec.fields import MAX_NAME, FieldError, FieldFault, read_field
from scaffold.spec.given import Given, Place, find
from scaffold.spec.model import Entity, Field
from scaffold.spec.naming import Names
from scaffold.spec.report import Report
from scaffold.spec.sections import MODELS, PLURALS
from scaffold.spec.taken import derived_from, taken_names, taken_plurals
from scaffold.tusk import Map, String, did_you_mean

MAX_CONSTRAINT = 63
"""The longest identifier of PostgreSQL. A constraint's name holds the table, the field and a prefix such as `uq_`."""

MAX_ENTITIES = 200
MAX_FIELDS = 200
"""Far above any service that a person can keep in mind, and well below what databases allow in one table."""

BASE_COLUMNS = ("id", "version", "created_at", "updated_at")
_PARAMETERS = ("cursor", "limit", "sort")
_AMBIGUOUS = ("l", "o", "i")
"""Names that linters refuse alone (pycodestyle E741): they look like digits."""
_TYPES = ("bool", "dict", "float", "int", "list", "str")
"""Types that the annotations after a field of that name would no longer reach."""
_MODEL_ATTRIBUTES = ("construct", "copy", "dict", "fields", "json", "metadata", "registry", "schema", "validate")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_SUFFIXES = ("-service", "-svc", "-api", "-server", "-backend")


def check_entities(
    root: Given, plurals: Mapping[str, object], names: Names, catalog: Catalog, report: Report
) -> tuple[Entity, ...]:
    """Give the entities of `[models]`, each after those that it refers to; without the section, one general one."""
    taken = taken_names(catalog)
    given = root.inside.get(MODELS)
    if given is None:
        return (_default_entity(root, plurals, names, catalog, report),)
    if not isinstance(given.node, Map) or not given.inside:
        report.error(codes.ENTITY_COUNT, given.at_key, "[models] has no entity", "add one, or leave the section out")
        return ()
    if len(given.inside) > MAX_ENTITIES:
        message = f"[models] has {len(given.inside)} entities; a service can have {MAX_ENTITIES}"
        report.error(codes.ENTITY_COUNT, given.at_key, message, "cut the service in several")
        return ()
    entities: dict[str, Entity] = {}
    for name, below in given.inside.items():
        entity = _entity(name, below, plurals, taken, report)
        if entity is not None:
            _check_plural(entity, below.at_key, taken_plurals(catalog), report)
            entities[name] = entity
    _check_given_plurals(given.inside, root, report)
    _check_clashes(entities, given, report)
    _check_derived(entities, given, catalog, report)
    _check_references(entities, given, report)
    return tuple(entities[name] for name in _order(entities, given, report))


def default_name(service: str, taken: Collection[str]) -> str:
    """Give the entity that a service's name suggests: `user` for `user-service`, `order` for `orders`.

    Where that is one of `taken`, it is `item`.
    """
    for suffix in _SUFFIXES:
        service = service.removesuffix(suffix)
    name = words.singular(service.replace("-", "_"))
    unfit = f"-{service}" in _SUFFIXES or _name_fault(name, taken) or _plural_fault(words.plural(name), taken)
    return "item" if unfit else name


def _default_entity(
    root: Given, plurals: Mapping[str, object], names: Names, catalog: Catalog, report: Report
) -> Entity:
    fields = {
        "name": "string(120)",
        "description": "text, optional",
        "status": "enum(active, archived), indexed, default=active",
    }
    taken = taken_plurals(catalog)
    name = default_name(names.name, taken_names(catalog) | taken)
    entity = _named(name, tuple(read_field(*field) for field in fields.items()), plurals)
    _check_given_plurals([name], root, report)
    given = find(root, (PLURALS, name))
    if given is not None:
        _check_plural(entity, given.at_value, taken, report)
        _check_columns(entity, dict.fromkeys(fields, given.at_value), report)
    return entity


def _entity(
    name: str, given: Given, plurals: Mapping[str, object], taken: Collection[str], report: Report
) -> Entity | None:
    fault = _name_fault(name, taken)
    if fault:
        report.error(codes.BAD_ENTITY_NAME, given.at_key, f"an entity cannot be called {name}: {fault}")
    if not isinstance(given.node, Map) or not given.inside:
        report.error(
            codes.ENTITY_COUNT, given.at_key, f"the entity {name} has no field", 'add one, as in name: "string(120)"'
        )
        return None
    if len(given.inside) > MAX_FIELDS:
        message = f"the entity {name} has {len(given.inside)} fields; an entity can have {MAX_FIELDS}"
        report.error(codes.ENTITY_COUNT, given.at_key, message, "cut the entity in several")
        return None
    fields = [field for key, below in given.inside.items() if (field := _field(name, key, below, report))]
    return None if fault else _named(name, tuple(fields), plurals)


def _check_given_plurals(entities: Collection[str], root: Given, report: Report) -> None:
    """Warn of plurals for entities that do not exist."""
    plurals = root.inside.get(PLURALS)
    for name, given in plurals.inside.items() if plurals else ():
        if name not in entities:
            hint = did_you_mean(name, entities) or f"entities: {', '.join(entities)}"
            report.warning(codes.UNKNOWN_ENTITY, given.at_key, f"{PLURALS}.{name}: there is no entity {name}", hint)


def _check_plural(entity: Entity, place: Place, taken: Collection[str], report: Report) -> None:
    fault = _plural_fault(entity.plural, taken)
    if fault:
        message = f"the plural of {entity.name} cannot be {entity.plural}: {fault}"
        report.error(codes.BAD_ENTITY_NAME, place, message, f"set another in [{PLURALS}]")


def _named(name: str, fields: tuple[Field, ...], plurals: Mapping[str, object]) -> Entity:
    plural = str(plurals.get(name) or words.plural(name))
    path = plural.replace("_", "-")
    return Entity(name, plural, words.class_name(name), words.title(name), path, fields)


def _field(entity: str, name: str, given: Given, report: Report) -> Field | None:
    fault = _field_name_fault(name)
    if fault:
        report.error(codes.BAD_ENTITY_NAME, given.at_key, f"{entity}: a field cannot be called {name}: {fault}")
    if not isinstance(given.node, String):
        hint = f'write {name}: "string(120)"'
        report.error(codes.BAD_FIELD, given.at_value, f"{entity}.{name}: must be a field type in quotes", hint)
        return None
    try:
        field = read_field(name, given.node.value)
    except FieldError as error:
        for found in error.faults:
            report.error(found.code, _inside(given, found), f"{entity}.{name}: {found.message}", found.hint)
        return None
    return None if fault else field


def _inside(given: Given, fault: FieldFault) -> Place:
    """Give a place inside a text, if the text stands in the document as it is (no escapes)."""
    node = given.node
    if not isinstance(node, String):
        return given.at_value
    quotes = (node.end - node.start - len(node.value)) // 2
    if node.end - node.start != len(node.value) + 2 * quotes or quotes > 1:
        return given.at_value
    start = node.start + quotes
    return Place(given.document, String(start + fault.start, start + max(fault.end, fault.start + 1), ""))


def _name_fault(name: str, taken: Collection[str]) -> str | None:
    fault = _form_fault(name)
    if fault is None and (_is_builtin(name) or name in taken):
        return "the service has a class or a module of that name itself"
    return fault


def _is_builtin(name: str) -> bool:
    return hasattr(builtins, words.class_name(name)) or hasattr(builtins, name)


def _plural_fault(plural: str, taken: Collection[str]) -> str | None:
    if plural in taken:
        return "the service has a table or a path of that name itself"
    if hasattr(builtins, plural):
        return "it is a name of the Python language"
    return _word_fault(plural)


def _field_name_fault(name: str) -> str | None:
    if name in BASE_COLUMNS:
        return "every entity has it already"
    if name in _PARAMETERS:
        return "lists have a query parameter of that name"
    if name in _MODEL_ATTRIBUTES or name.startswith("model_"):
        return "the classes that hold entities have an attribute of that name"
    if name in _TYPES:
        return "it is a type of the Python language"
    return _form_fault(name)


def _form_fault(name: str) -> str | None:
    if not _NAME.fullmatch(name):
        return "write it in small letters, with digits and single _ between words"
    if len(name) > MAX_NAME:
        return f"it has {len(name)} characters, and {MAX_NAME} is the most"
    return "it looks like a digit" if name in _AMBIGUOUS else _word_fault(name)


def _word_fault(name: str) -> str | None:
    return "it is a word of the Python language" if keyword.iskeyword(name) else None


def _check_clashes(entities: Mapping[str, Entity], given: Given, report: Report) -> None:
    seen: dict[str, str] = {}
    for name, entity in entities.items():
        place = given.inside[name].at_key
        for word in {entity.plural, entity.class_name.lower()}:
            if word in seen:
                related = [given.inside[seen[word]].at_key]
                message = f"the entities {seen[word]} and {name} would both be called {word}"
                report.error(
                    codes.SAME_NAME, place, message, "rename one, or set its plural in [model_plurals]", related
                )
            seen[word] = name
        fields = given.inside[name].inside
        _check_columns(entity, {field.name: fields[field.name].at_key for field in entity.fields}, report)


def _check_derived(entities: Mapping[str, Entity], given: Given, catalog: Catalog, report: Report) -> None:
    """Report entities whose class is one that the code of another entity has, such as that of an enum's values."""
    enums = {
        f"{name}_{field.name}": name
        for name, entity in entities.items()
        for field in entity.fields
        if field.type == "enum" or (field.items and field.items.type == "enum")
    }
    for name, entity in entities.items():
        owner = enums.get(name) or derived_from(name, entities, catalog)
        if owner:
            message = f"the entity {owner} has a class {entity.class_name} already"
            report.error(codes.SAME_NAME, given.inside[name].at_key, message, f"rename {name}")


def _check_columns(entity: Entity, places: Mapping[str, Place], report: Report) -> None:
    for field in entity.fields:
        _check_column(entity, field, places, places[field.name], report)


def _check_column(entity: Entity, field: Field, names: Collection[str], place: Place, report: Report) -> None:
    column = f"{field.name}_id" if field.type == "ref" else field.name
    if field.type == "ref" and column in names:
        message = f"{entity.name}.{field.name}: the column of the reference is {column}, which is a field too"
        report.error(codes.SAME_NAME, place, message, f"leave {column} out")
    longest = len(f"uq_{entity.plural}_{column}")
    if longest > MAX_CONSTRAINT:
        message = f"{entity.name}.{field.name}: its constraints need names of {longest} characters"
        report.error(
            codes.BAD_ENTITY_NAME, place, message, f"databases allow {MAX_CONSTRAINT}; shorten the entity or the field"
        )


def _references(entity: Entity) -> Iterator[tuple[Field, str]]:
    for field in entity.fields:
        if field.target is not None:
            yield field, field.target


def _check_references(entities: Mapping[str, Entity], given: Given, report: Report) -> None:
    for name, entity in entities.items():
        for field, target in _references(entity):
            if target not in given.inside:
                place = _target_place(given.inside[name].inside[field.name], target)
                hint = did_you_mean(target, entities) or f"entities: {', '.join(entities)}"
                report.error(codes.UNKNOWN_ENTITY, place, f"{name}.{field.name}: there is no entity {target}", hint)


def _target_place(given: Given, target: str) -> Place:
    text = given.node.value if isinstance(given.node, String) else ""
    start = max(text.find(target, text.find("(")), 0)
    return _inside(given, FieldFault("", "", start, start + len(target)))


def _order(entities: Mapping[str, Entity], given: Given, report: Report) -> tuple[str, ...]:
    """Order entities after their targets. A circle of required references is an error: no first row could be stored."""
    try:
        ordered({name: _targets(entity, entities, required=True) for name, entity in entities.items()})
    except CycleError as error:
        place = given.inside[error.cycle[0]].at_key
        message = f"these entities require each other, so that no first one could be stored: {error}"
        report.error(codes.CIRCLE, place, message, "make one of the references optional")
        return tuple(entities)
    needs = {name: _targets(entity, entities, required=True) for name, entity in entities.items()}
    for name, entity in entities.items():
        for target in _targets(entity, entities, required=False):
            trial = {**needs, name: (*needs[name], target)}
            try:
                ordered(trial)
            except CycleError:
                continue
            needs = trial
    return ordered(needs)


def _targets(entity: Entity, entities: Mapping[str, Entity], *, required: bool) -> tuple[str, ...]:
    targets = (target for field, target in _references(entity) if field.optional != required)
    return tuple(target for target in targets if target in entities)
