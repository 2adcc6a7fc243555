"""Entities, fields and constraints that would have the same name, or one that is too long."""

from collections.abc import Collection, Mapping

from scaffold.spec import codes
from scaffold.spec.given import Given, Place
from scaffold.spec.given_fields import check_column, column_of
from scaffold.spec.model import Entity, Field
from scaffold.spec.report import Report
from scaffold.spec.taken import Taken, derived_from

MAX_CONSTRAINT = 63
"""The longest identifier of PostgreSQL. A constraint's name holds the table, the field and a prefix such as `uq_`."""


def check_clashes(entities: Mapping[str, Entity], given: Given, report: Report) -> None:
    """Report entities that would share a table or a class, and what is wrong with their columns' names."""
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
        check_columns(entity, {field.name: fields[field.name].at_key for field in entity.fields}, report)


def check_derived(entities: Mapping[str, Entity], given: Given, kept: Taken, report: Report) -> None:
    """Report entities whose class is one that the code of another entity has, such as that of an enum's values."""
    enums = {
        f"{name}_{field.name}{ending}": name
        for name, entity in entities.items()
        for field in entity.fields
        if field.type == "enum" or (field.items and field.items.type == "enum")
        for ending in (("", "_value") if f"_{field.name}" in kept.endings else ("",))
    }
    for name, entity in entities.items():
        owner = enums.get(name) or derived_from(name, entities, kept.endings)
        if owner:
            message = f"the entity {owner} has a class {entity.class_name} already"
            report.error(codes.SAME_NAME, given.inside[name].at_key, message, f"rename {name}")


def check_columns(entity: Entity, places: Mapping[str, Place], report: Report) -> None:
    """Report what is wrong with the names of an entity's columns; `places` are those of its fields."""
    for field in entity.fields:
        _check_column(entity, field, places, places[field.name], report)


def _check_column(entity: Entity, field: Field, names: Collection[str], place: Place, report: Report) -> None:
    check_column(entity.name, field, names, place, report)
    longest = len(f"uq_{entity.plural}_{column_of(field)}")
    if longest > MAX_CONSTRAINT:
        message = f"{entity.name}.{field.name}: its constraints need names of {longest} characters"
        report.error(
            codes.BAD_ENTITY_NAME, place, message, f"databases allow {MAX_CONSTRAINT}; shorten the entity or the field"
        )
