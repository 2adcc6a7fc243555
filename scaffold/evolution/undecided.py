"""What is not clear yet, because a person has not said what became of something else."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scaffold.evolution.changes import EntityChange, FieldChange
from scaffold.evolution.likely import Open, likeness, ordered, partners
from scaffold.evolution.model import Words
from scaffold.spec.model import Entity


class Maybe(NamedTuple):
    """The fields of an entity that may be others now: the options of each, the best first, and all that are new."""

    options: Mapping[str, Sequence[str]]
    new: frozenset[str]


class Undecided:
    """The entities that are gone, but for those that a person gave up, and what they may be called now."""

    def __init__(self, gone: Sequence[Entity], new: Sequence[Entity], best: Mapping[str, str], words: Words) -> None:
        self._gone = {entity.name: entity for entity in gone} if new else {}
        self._new = {entity.name: entity for entity in new}
        self._best = best
        self._words = words

    @classmethod
    def of(cls, changes: Sequence[EntityChange], words: Words) -> "Undecided":
        """Return what is undecided about changes."""
        lost = [each.before for each in changes if each.before and each.after is None]
        gone = [entity for entity in lost if entity.name not in words.drops]
        new = [each.after for each in changes if each.after and each.before is None]
        before = {each.before.name: each.before for each in changes if each.before}
        targets: dict[str, str | None] = {
            each.before.name: each.after.name if each.after else None
            for each in changes
            if each.before and each.before not in gone
        }
        after = {each.after.name: each.after for each in changes if each.after}
        names = tuple(entity.name for entity in gone), tuple(entity.name for entity in new)
        best = partners(Open(before, after, *names, targets, words.renames, frozenset(words.drops)))
        return cls(gone, new, best, words)

    def names(self, entity: str) -> list[str]:
        """Return what an entity may be called now, the best first."""
        near = sorted(self._new, key=lambda name: -likeness(self._gone[entity], self._new[name]))
        first = [self._best[entity]] if entity in self._best else []
        return list(dict.fromkeys((*first, *near)))

    def waits(self, field: FieldChange) -> bool:
        """Say whether it depends on an entity what becomes of a field's values."""
        before, after = field.before, field.after
        if before is None or before.target not in self._gone:
            return False
        return after is None or (after.target in self._new and field.conversion == "replaced")

    def fields(self, change: EntityChange) -> Maybe:
        """Return what the fields that an entity has not any more may be called now."""
        added = [each.after for each in change.fields if each.before is None and each.after]
        left = [each.before for each in change.fields if each.after is None and each.before]
        name = change.before.name if change.before else ""
        gone = [field for field in left if f"{name}.{field.name}" not in self._words.drops]
        waiting = any(field.target in self._gone for field in gone)
        maybe = {each.name for each in added if waiting and each.target in self._new}
        options = ordered(gone, added)
        return Maybe(options, frozenset(maybe.union(*options.values())))
