"""What became of what is gone: the renames that keep most of what is stored, so that a question offers them first."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scaffold.evolution.changes import Renames, last
from scaffold.evolution.conversion import conversion
from scaffold.spec.model import Entity, Field

_MOST_STEPS = 400
"""Of the search among entities that are gone at once; what it has not found by then is no better than a guess."""
_BREADTH = 12
"""Names that are tried for one."""

Targets = Mapping[str, str | None]
"""What entities are called now; None where they are gone. One that is missing is undecided."""


def matched(options: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give as many as can be one of their options each, none to two; an early one where that leaves no other alone."""
    owners: dict[str, str] = {}

    def place(name: str, seen: set[str]) -> bool:
        free = [each for each in options[name] if each not in owners]
        for option in (*free[:1], *options[name]):
            if option not in seen:
                seen.add(option)
                if option not in owners or place(owners[option], seen):
                    owners[option] = name
                    return True
        return False

    for name in options:
        place(name, set())
    return {name: option for option, name in owners.items()}


def likeness(one: Field | Entity, other: Field | Entity) -> int:
    """Tell how much two things have in common: words of their names, and the type or the fields."""
    names = len(set(one.name.split("_")) & set(other.name.split("_")))
    if isinstance(one, Field) and isinstance(other, Field):
        return names + 2 * (one.type == other.type) + (one._replace(name="") == other._replace(name=""))
    if isinstance(one, Entity) and isinstance(other, Entity):
        fields = [{(field.name, field.type) for field in entity.fields} for entity in (one, other)]
        return names + 2 * len(fields[0] & fields[1])
    return 0


def keeps_all(before: Field, after: Field) -> bool:
    """Say whether a field's values can all be kept as another's, once an enum's values have new names."""
    if before.type == after.type == "enum":
        return len(set(before.values) - set(after.values)) <= len(set(after.values) - set(before.values))
    return conversion(before, after) in {"same", "widened"}


class Open(NamedTuple):
    """The entities of a change whose fate is open, and what is decided.

    `gone` and `new` are by name; `targets` holds the others; `renames` and `drops` are what was said.
    """

    before: Mapping[str, Entity]
    after: Mapping[str, Entity]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    targets: Targets
    renames: Renames
    drops: frozenset[str]


def partners(change: Open) -> dict[str, str]:
    """Return the new names of entities under which the fewest fields are lost."""
    return _Search(change).found() if change.gone and change.new else {}


class _Search:
    """Tries names for one entity after the other, and goes back where too much is lost already."""

    def __init__(self, change: Open) -> None:
        self._change = change
        self._said = dict(change.renames)
        self._steps = _MOST_STEPS
        self._best: Targets = {}
        self._least: int | None = None
        self._near = {name: self._nearest(name) for name in change.gone}
        self._referring: dict[str, list[str]] = {name: [] for name in change.gone}
        for entity in change.before.values():
            for target in {field.target for field in entity.fields} & self._referring.keys():
                self._referring[target or ""].append(entity.name)

    def found(self) -> dict[str, str]:
        """Return the best that there is."""
        referring = {name for names in self._referring.values() for name in names} & self._change.targets.keys()
        targets = dict(self._change.targets)
        self._try(self._change.gone, targets, {name: self._lost(name, targets) for name in referring})
        return {name: target for name in self._change.gone if (target := self._best.get(name))}

    def _nearest(self, name: str) -> list[str]:
        before, after = self._change.before[name], self._change.after
        return sorted(self._change.new, key=lambda each: -likeness(before, after[each]))

    def _try(self, names: Sequence[str], targets: dict[str, str | None], lost: dict[str, int]) -> None:
        """Go on with what is `lost` at least of each entity, whatever the undecided ones become."""
        self._steps -= 1
        least = sum(lost.values())
        if self._steps < 0 or (self._least is not None and least >= self._least):
            return
        if not names:
            self._best, self._least = targets, least
            return
        name, *rest = names
        free = [each for each in self._near[name] if each not in targets.values()][:_BREADTH]
        ways = [self._decided(name, each, targets, lost) for each in free]
        for way in (*sorted(ways, key=lambda way: sum(way[1].values())), self._decided(name, None, targets, lost)):
            self._try(rest, *way)

    def _decided(
        self, name: str, target: str | None, targets: dict[str, str | None], lost: dict[str, int]
    ) -> tuple[dict[str, str | None], dict[str, int]]:
        after = {**targets, name: target}
        touched = {name, *self._referring[name]} & after.keys()
        return after, {**lost, **{each: self._lost(each, after) for each in touched}}

    def _lost(self, name: str, targets: Targets) -> int:
        before, target = self._change.before[name], targets[name]
        if target is None:
            return 1 + len(before.fields)
        new = {field.name: field for field in self._change.after[target].fields}
        named = {field.name: last(self._said.get(f"{name}.{field.name}", field.name)) for field in before.fields}
        added = [field for field in new.values() if field.name not in named.values()]
        lost = 0
        options: dict[str, list[str]] = {}
        for field in before.fields:
            if named[field.name] in new:
                lost += not self._fits(field, new[named[field.name]], targets)
            elif f"{name}.{field.name}" not in self._change.drops:
                options[field.name] = [each.name for each in added if self._fits(field, each, targets)]
        return lost + len(options) - len(matched(options))

    def _fits(self, before: Field, after: Field, targets: Targets) -> bool:
        if before.target is not None and after.target is not None:
            if before.target in targets:
                return targets[before.target] == after.target
            return after.target in self._change.new
        return keeps_all(before, after)


def ordered(gone: Sequence[Field], new: Sequence[Field]) -> dict[str, list[str]]:
    """Return, for each field that is gone, the new ones that it may be now: the best for all together first."""
    near = {field.name: sorted(new, key=lambda each: -likeness(field, each)) for field in gone}
    whole = {field.name: [each.name for each in near[field.name] if keeps_all(field, each)] for field in gone}
    best = matched(whole)
    found: dict[str, list[str]] = {}
    for field in gone:
        first = [best[field.name]] if field.name in best else []
        part = [each.name for each in near[field.name] if conversion(field, each) != "replaced"]
        found[field.name] = list(dict.fromkeys((*first, *whole[field.name], *part)))
    return found
