"""The order of children after a merge."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from scaffold.merge.structure.node import Node, UncertainError
from scaffold.merge.structure.sequence import three_way

__all__ = ["merge_order"]

Keys = Sequence[Hashable]
Children = Mapping[Hashable, Node]


def merge_order(base: Children, yours: Children, new: Children, alive: frozenset[Hashable]) -> list[Hashable]:
    """Return the keys that are alive in their order; raises UncertainError where the order is not certain.

    Where a side reordered what all three have, its order holds. What a side added stays behind what it stood behind;
    what both added at one place stands side by side, yours first, if all of that is free; a list that is sorted on all
    sides stays sorted.
    """
    common = {key for key in base if key in alive and key in yours and key in new}
    skeleton = three_way(*([key for key in side if key in common] for side in (base, yours, new)))
    mine = _additions(yours, common, alive)
    others = _additions(new, common, alive)
    lost = _anchors_of_lost(base, yours, new, common)
    order: list[Hashable] = []
    for anchor in [None, *skeleton]:
        if anchor is not None:
            order.append(anchor)
        order += _side_by_side(mine.get(anchor, []), others.get(anchor, []), yours, new, replaced=anchor in lost)
    return _sorted_as_before(order, base, yours, new)


def _additions(
    side: Iterable[Hashable], common: set[Hashable], alive: frozenset[Hashable]
) -> dict[Hashable, list[Hashable]]:
    """Return what a side has beyond the common, by the common key that it stands behind; None: the start."""
    found: dict[Hashable, list[Hashable]] = {}
    anchor: Hashable = None
    for key in side:
        if key in common:
            anchor = key
        elif key in alive:
            found.setdefault(anchor, []).append(key)
    return found


def _anchors_of_lost(base: Children, yours: Children, new: Children, common: set[Hashable]) -> set[Hashable]:
    """Return behind which keys something stood that neither side has any more."""
    found: set[Hashable] = set()
    anchor: Hashable = None
    for key in base:
        if key in common:
            anchor = key
        elif key not in yours and key not in new:
            found.add(anchor)
    return found


def _side_by_side(mine: Keys, others: Keys, yours: Children, new: Children, *, replaced: bool) -> list[Hashable]:
    only_mine = [key for key in mine if key not in new]
    only_others = [key for key in others if key not in yours]
    if replaced and (only_mine or only_others):
        # Something that both removed may be what one of them wrote anew.
        raise UncertainError
    if (
        only_mine
        and only_others
        and not all(side[key].free for side, keys in ((yours, mine), (new, others)) for key in keys)
    ):
        raise UncertainError
    return [*mine, *only_others]


def _sorted_as_before(order: list[Hashable], *sides: Children) -> list[Hashable]:
    children = {key: node for side in sides for key, node in side.items()}
    count = min((len(node.ranks) for node in children.values()), default=0)
    for number in range(count):
        ranks = {key: node.ranks[number] for key, node in children.items()}
        if all(list(side) == sorted(side, key=ranks.__getitem__) for side in sides):
            return sorted(order, key=ranks.__getitem__)
    return order
