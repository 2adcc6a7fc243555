"""Names that are allowed, and make others that nobody wants: `/customerses`, `owner_id_id`."""

from collections.abc import Collection, Mapping

from scaffold.spec import codes, words
from scaffold.spec.entity_names import name_fault
from scaffold.spec.given import Given
from scaffold.spec.given_fields import note_odd_reference
from scaffold.spec.model import Entity
from scaffold.spec.report import Report
from scaffold.spec.sections import PLURALS

_SINGULAR = {"alias", "atlas", "bias", "canvas", "chaos", "christmas", "cosmos", "ethos", "https", "lens"}
"""They look like plurals; `words.singular` has no such list, as it names entities of projects that exist."""
_SHORT = 3
"""Letters of words such as `gas` and `dns`, of which nobody knows."""


def note_odd_names(
    entities: Mapping[str, Entity],
    given: Given,
    plurals: Mapping[str, object],
    reserved: Collection[str],
    report: Report,
) -> None:
    """Note entities in the plural whose own plural is not given, and references that are called like their column."""
    for name, entity in entities.items():
        one = words.singular(name)
        if one != name and not plurals.get(name) and _is_plural(name.rpartition("_")[2]):
            message = f"the entity {name} is in the plural: its class is {entity.class_name}, its path /{entity.path}"
            free = one not in given.inside and not name_fault(one, reserved)
            given_plural = f'set its plural in [{PLURALS}], as in {name}: "{name}"'
            hint = f"call it {one}, or {given_plural}" if free else given_plural
            report.note(codes.ODD_NAME, given.inside[name].at_key, message, hint)
        fields = given.inside[name].inside
        for field in entity.fields:
            note_odd_reference(name, field, fields, fields[field.name].at_key, report)


def _is_plural(word: str) -> bool:
    return len(word) > _SHORT and word not in _SINGULAR
