"""`type = "fields"`: fields of something that is not stored, such as a message; written as those of entities."""

from typing import Final

from scaffold.spec import codes
from scaffold.spec.given import Given
from scaffold.spec.given_fields import (
    MAX_FIELDS,
    check_column,
    check_field_name,
    note_odd_reference,
    read_given_field,
)
from scaffold.spec.model import Field
from scaffold.spec.relations import check_reference
from scaffold.spec.subject import Invalid, Subject
from scaffold.tusk import Map, Null

FLAGS: Final = ("optional",)
"""Modifiers without a value that such a field may have; the others are about what is stored."""


def convert_fields(subject: Subject) -> tuple[Field, ...] | Invalid:
    """Give the fields that can be read; what is wrong with the others is reported.

    Whether there are the entities that they refer to is found out when these are known.
    """
    name, given, report = subject.name, subject.given, subject.report
    if isinstance(subject.node, Null):
        return ()
    if not isinstance(subject.node, Map):
        return subject.wrong_type("a map of fields", 'write { name: "string(120)" }')
    if len(given.inside) > MAX_FIELDS:
        return subject.error(codes.ENTITY_COUNT, f"has {len(given.inside)} fields, and {MAX_FIELDS} is the most")
    taken = {pattern: reason for reason, names in subject.key.reserved.items() for pattern in names}
    fields: list[Field] = []
    for word, below in given.inside.items():
        check_field_name(name, word, below, taken, report)
        field = read_given_field(name, word, below, report, FLAGS)
        if field is not None:
            fields.append(field)
            _check_reference(subject, field, below)
    return tuple(fields)


def _check_reference(subject: Subject, field: Field, given: Given) -> None:
    names, report = subject.given.inside, subject.report
    check_column(subject.name, field, names, given.at_key, report)
    note_odd_reference(subject.name, field, names, given.at_key, report)
    if field.target is not None:
        path = f"{subject.name}.{field.name}"
        report.when_entities_are_known(lambda entities: check_reference(path, field, given, entities, report))
