"""A field as the spec gives it, with what is wrong with it at its place."""

from collections.abc import Collection, Mapping

from scaffold.spec import codes
from scaffold.spec.entity_names import better_name, field_name_fault
from scaffold.spec.field_parts import FieldError
from scaffold.spec.field_places import inside
from scaffold.spec.field_types import FLAGS
from scaffold.spec.fields import read_field
from scaffold.spec.given import Given, Place
from scaffold.spec.model import Field
from scaffold.spec.report import Report
from scaffold.tusk import String

MAX_FIELDS = 200
"""Of one entity, or of one message: well below what databases allow in one table."""


def check_field_name(owner: str, name: str, given: Given, taken: Mapping[str, str], report: Report) -> bool:
    """Say whether a field can have its name, and report why not; `taken` are names with the reason."""
    fault = field_name_fault(name, taken)
    if fault is None:
        return True
    hint = better_name(name, "value", lambda better: field_name_fault(better, taken))
    report.error(codes.BAD_ENTITY_NAME, given.at_key, f"{owner}: a field cannot be called {name}: {fault}", hint)
    return False


def read_given_field(
    owner: str, name: str, given: Given, report: Report, flags: Collection[str] = FLAGS
) -> Field | None:
    """Give a field, or what can be read of one with reported faults; None where that is nothing."""
    if not isinstance(given.node, String):
        hint = f'write {name}: "string(120)"'
        report.error(codes.BAD_FIELD, given.at_value, f"{owner}.{name}: must be a field type in quotes", hint)
        return None
    try:
        return read_field(name, given.node.value, flags)
    except FieldError as error:
        for found in error.faults:
            report.error(found.code, inside(given, found), f"{owner}.{name}: {found.message}", found.hint)
        # A reference whose modifiers nobody understands may be meant as optional, so that it closes no circle.
        return error.field and error.field._replace(optional=True)


def check_column(owner: str, field: Field, names: Collection[str], place: Place, report: Report) -> None:
    """Report a reference whose column has the name of another field; `names` are those of all fields."""
    if field.type == "ref" and column_of(field) in names:
        message = f"{owner}.{field.name}: the column of the reference is {column_of(field)}, which is a field too"
        report.error(codes.SAME_NAME, place, message, f"leave {column_of(field)} out")


def note_odd_reference(owner: str, field: Field, names: Collection[str], place: Place, report: Report) -> None:
    """Note a reference that is called like its column."""
    one = field.name.removesuffix("_id")
    if field.type == "ref" and one != field.name:
        message = f"{owner}.{field.name}: the column of the reference, and its name in JSON, is {field.name}_id"
        hint = None if one in names else f"call it {one}, and its column is {field.name}"
        report.note(codes.ODD_NAME, place, message, hint)


def column_of(field: Field) -> str:
    """Return what a field is called where it is stored, and in JSON."""
    return f"{field.name}_id" if field.type == "ref" else field.name
