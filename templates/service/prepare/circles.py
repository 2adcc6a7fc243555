"""References that close a circle of entities: they are made when all tables exist."""

from collections.abc import Iterable

from scaffold.spec.model import Entity


def late_references(entities: Iterable[Entity]) -> dict[str, frozenset[str]]:
    """Return, by entity, the fields that refer to an entity further down the order; all optional."""
    made: set[str] = set()
    late: dict[str, frozenset[str]] = {}
    for entity in entities:
        made.add(entity.name)
        late[entity.name] = frozenset(
            field.name for field in entity.fields if field.target and field.target not in made
        )
    return late
