"""Which entities refer to which, and the order that follows."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from scaffold.catalog.order import CycleError, ordered
from scaffold.spec import codes
from scaffold.spec.field_parts import FieldFault
from scaffold.spec.field_places import inside
from scaffold.spec.given import Given, Place
from scaffold.spec.model import Entity, Field
from scaffold.spec.report import Report
from scaffold.tusk import String, did_you_mean


def check_reference(path: str, field: Field, given: Given, entities: Collection[str], report: Report) -> None:
    """Report a field that refers to an entity which does not exist; `given` is the field's text."""
    if field.target is not None and field.target not in entities:
        place = _target_place(given, field.target)
        message = f"{path}: there is no entity {field.target}"
        report.error(codes.UNKNOWN_ENTITY, place, message, partial(one_of, field.target, entities))


def one_of(name: str, entities: Collection[str]) -> str:
    """Return the hint for an entity that does not exist."""
    return did_you_mean(name, entities) or f"entities: {', '.join(entities)}"


def in_order(entities: Mapping[str, Entity], given: Given, report: Report) -> tuple[str, ...]:
    """Order entities after their targets. A circle of required references is an error: no first row could be stored."""
    try:
        ordered({name: _targets(entity, entities, required=True) for name, entity in entities.items()})
    except CycleError as error:
        place = given.inside[error.cycle[0]].at_key
        message = f"these entities require each other, so that no first one could be stored: {error}"
        report.error(codes.CIRCLE, place, message, "make one of the references optional")
        return tuple(entities)
    heeded = {name: list(_targets(entity, entities, required=True)) for name, entity in entities.items()}
    reach = _Reach(heeded)
    for name, entity in entities.items():
        heeded[name] += (target for target in _targets(entity, entities, required=False) if reach.add(name, target))
    return ordered({name: tuple(dict.fromkeys(targets)) for name, targets in heeded.items()})


class _Reach:
    """Which entities lead to which, over the references that are heeded; as the bits of a number for each."""

    def __init__(self, references: Mapping[str, Iterable[str]]) -> None:
        self._bits = {name: 1 << place for place, name in enumerate(references)}
        self._reached = dict(self._bits)
        for name, targets in references.items():
            for target in targets:
                self.add(name, target)

    def add(self, name: str, target: str) -> bool:
        """Heed a reference, unless it would close a circle; return whether it is heeded."""
        beyond = self._reached[target]
        if beyond & self._bits[name]:
            return False
        if beyond & ~self._reached[name]:
            for each, reached in self._reached.items():
                if reached & self._bits[name]:
                    self._reached[each] = reached | beyond
        return True


def _references(entity: Entity) -> Iterator[tuple[Field, str]]:
    for field in entity.fields:
        if field.target is not None:
            yield field, field.target


def _target_place(given: Given, target: str) -> Place:
    text = given.node.value if isinstance(given.node, String) else ""
    start = max(text.find(target, text.find("(")), 0)
    return inside(given, FieldFault("", "", start, start + len(target)))


def _targets(entity: Entity, entities: Mapping[str, Entity], *, required: bool) -> tuple[str, ...]:
    targets = (target for field, target in _references(entity) if field.optional != required)
    return tuple(target for target in targets if target in entities)
