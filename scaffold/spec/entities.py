"""`[models]`: the entities of a service."""

from collections.abc import Collection, Mapping
from functools import partial

from scaffold.catalog.model import Feature
from scaffold.spec import codes, words
from scaffold.spec.clashes import check_clashes, check_columns, check_derived
from scaffold.spec.entity_names import better_name, name_fault, plural_fault
from scaffold.spec.fields import read_field
from scaffold.spec.given import Given, Place, find
from scaffold.spec.given_fields import MAX_FIELDS, check_field_name, read_given_field
from scaffold.spec.model import Entity, Field
from scaffold.spec.naming import Names
from scaffold.spec.odd_names import note_odd_names
from scaffold.spec.relations import check_reference, in_order, one_of
from scaffold.spec.report import Report
from scaffold.spec.sections import MODELS, PLURALS
from scaffold.spec.taken import Taken
from scaffold.spec.unread import holds_unread
from scaffold.tusk import Map

MAX_ENTITIES = 128
"""Far above any service that a person can keep in mind, and as many as its schema can describe."""

_SUFFIXES = ("-service", "-svc", "-api", "-server", "-backend")


def check_entities(  # noqa: PLR0913, PLR0917
    root: Given,
    plurals: Mapping[str, object],
    names: Names,
    kept: Taken,
    report: Report,
    owned: Collection[str] = (),
) -> tuple[Entity, ...]:
    """Give the entities of `[models]`, each after those that it refers to.

    Without the section, there is a general one for each plural of `owned`, or else one.
    """
    given = root.inside.get(MODELS)
    if given is None:
        return _default_entities(root, plurals, names, kept, report, owned)
    if not isinstance(given.node, Map) or not given.inside:
        if not holds_unread(given, root.inside.values()):
            hint = "add one, or leave the section out"
            report.error(codes.ENTITY_COUNT, given.at_key, "[models] has no entity", hint)
        return ()
    if len(given.inside) > MAX_ENTITIES:
        message = f"[models] has {len(given.inside)} entities; a service can have {MAX_ENTITIES}"
        report.error(codes.ENTITY_COUNT, given.at_key, message, "cut the service in several")
        return ()
    entities: dict[str, Entity] = {}
    for name, below in given.inside.items():
        if not below.inside and holds_unread(below, [*given.inside.values(), *root.inside.values()]):
            continue
        entity = _entity(name, given, plurals, kept, report)
        if entity is not None:
            _check_plural(entity, below.at_key, kept.plurals, report)
            entities[name] = entity
    _check_given_plurals(given.inside, root, report)
    check_clashes(entities, given, report)
    check_derived(entities, given, kept, report)
    note_odd_names(entities, given, plurals, kept.names, report)
    return tuple(entities[name] for name in in_order(entities, given, report))


def refuse_entities(root: Given, feature: Feature, report: Report) -> None:
    """Report `[models]` in the spec of a service that has no entities, because of a feature."""
    for name in (MODELS, PLURALS):
        if name in root.inside:
            message = f"[{name}]: a service with {feature.title} ({feature.name}) has no entities"
            report.error(codes.ENTITY_COUNT, root.inside[name].at_key, message, "leave the section out")


def entity_names(root: Given, entities: Collection[Entity]) -> Collection[str]:
    """Give the names of all entities, those with faults included."""
    given = root.inside.get(MODELS)
    return given.inside if given else [entity.name for entity in entities]


def default_name(service: str, taken: Collection[str]) -> str:
    """Give the entity that a service's name suggests: `user` for `user-service`, `order` for `orders`.

    Where that is one of `taken`, it is `item`.
    """
    for suffix in _SUFFIXES:
        service = service.removesuffix(suffix)
    name = words.singular(service.replace("-", "_"))
    unfit = f"-{service}" in _SUFFIXES or name_fault(name, taken) or plural_fault(words.plural(name), taken)
    return "item" if unfit else name


def _default_entities(  # noqa: PLR0913, PLR0917
    root: Given, plurals: Mapping[str, object], names: Names, kept: Taken, report: Report, owned: Collection[str]
) -> tuple[Entity, ...]:
    taken = kept.names | kept.plurals
    fit = {words.singular(plural): plural for plural in owned if not plural_fault(plural, taken)}
    given = {name: plural for name, plural in fit.items() if name != plural and not name_fault(name, taken)}
    plurals = {**given, **plurals}
    named = list(given) or [default_name(names.name, taken)]
    _check_given_plurals(named, root, report)
    return tuple(_default_entity(name, root, plurals, kept, report) for name in named)


def _default_entity(name: str, root: Given, plurals: Mapping[str, object], kept: Taken, report: Report) -> Entity:
    fields = {
        "name": "string(120)",
        "description": "text, optional",
        "status": "enum(active, archived), indexed, default=active",
    }
    entity = _named(name, tuple(read_field(*field) for field in fields.items()), plurals)
    given = find(root, (PLURALS, name))
    if given is not None:
        _check_plural(entity, given.at_value, kept.plurals, report)
        check_columns(entity, dict.fromkeys(fields, given.at_value), report)
    return entity


def _entity(name: str, models: Given, plurals: Mapping[str, object], kept: Taken, report: Report) -> Entity | None:
    given = models.inside[name]
    fault = name_fault(name, kept.names)
    if fault:
        hint = better_name(name, "record", lambda better: name_fault(better, kept.names))
        report.error(codes.BAD_ENTITY_NAME, given.at_key, f"an entity cannot be called {name}: {fault}", hint)
    if not isinstance(given.node, Map) or not given.inside:
        report.error(
            codes.ENTITY_COUNT, given.at_key, f"the entity {name} has no field", 'add one, as in name: "string(120)"'
        )
        return None
    if len(given.inside) > MAX_FIELDS:
        message = f"the entity {name} has {len(given.inside)} fields; an entity can have {MAX_FIELDS}"
        report.error(codes.ENTITY_COUNT, given.at_key, message, "cut the entity in several")
        return None
    read = (_field((name, key), below, kept, models.inside, report) for key, below in given.inside.items())
    fields = [field for field in read if field is not None]
    return None if fault else _named(name, tuple(fields), plurals)


def _check_given_plurals(entities: Collection[str], root: Given, report: Report) -> None:
    """Warn of plurals for entities that do not exist."""
    plurals = root.inside.get(PLURALS)
    for name, given in plurals.inside.items() if plurals else ():
        if name not in entities:
            message = f"{PLURALS}.{name}: there is no entity {name}"
            report.warning(codes.UNKNOWN_ENTITY, given.at_key, message, partial(one_of, name, entities))


def _check_plural(entity: Entity, place: Place, taken: Collection[str], report: Report) -> None:
    fault = plural_fault(entity.plural, taken)
    if fault:
        message = f"the plural of {entity.name} cannot be {entity.plural}: {fault}"
        report.error(codes.BAD_ENTITY_NAME, place, message, f"set another in [{PLURALS}]")


def _named(name: str, fields: tuple[Field, ...], plurals: Mapping[str, object]) -> Entity:
    plural = str(plurals.get(name) or words.plural(name))
    path = plural.replace("_", "-")
    return Entity(name, plural, words.class_name(name), words.title(name), path, fields)


def _field(path: tuple[str, str], given: Given, kept: Taken, entities: Collection[str], report: Report) -> Field | None:
    entity, name = path
    named = check_field_name(entity, name, given, kept.fields, report)
    field = read_given_field(entity, name, given, report)
    if field is not None:
        check_reference(f"{entity}.{name}", field, given, entities, report)
    return field if named else None
