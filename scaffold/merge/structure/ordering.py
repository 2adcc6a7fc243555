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
    mine, others = _slots(yours, common), _slots(new, common)
    lost = {
        anchor for anchor, keys in _slots(base, common).items() for key in keys if key not in yours and key not in new
    }
    order: list[Hashable] = []
    for anchor in [None, *skeleton]:
        if anchor is not None:
            order.append(anchor)
        slots = mine.get(anchor, []), others.get(anchor, [])
        order += _side_by_side(*slots, yours, new, alive, replaced=anchor in lost)
    return _sorted_as_before(order, base, yours, new)


def _slots(side: Iterable[Hashable], common: set[Hashable]) -> dict[Hashable, list[Hashable]]:
    """Return what a side has beside the common, by the common key that it stands behind; None: the start."""
    found: dict[Hashable, list[Hashable]] = {}
    anchor: Hashable = None
    for key in side:
        if key in common:
            anchor = key
        else:
            found.setdefault(anchor, []).append(key)
    return found


def _side_by_side(  # noqa: PLR0913  both sides of one place
    mine: Keys, others: Keys, yours: Children, new: Children, alive: frozenset[Hashable], *, replaced: bool
) -> list[Hashable]:
    only_mine = [key for key in mine if key in alive and key not in new]
    only_others = [key for key in others if key in alive and key not in yours]
    if replaced and (only_mine or only_others):
        # Something that both removed may be what one of them wrote anew.
        raise UncertainError
    added = [key for key in mine if key in alive]
    if not only_mine or not only_others:
        return [*added, *only_others]
    if not all(yours[key].free for key in only_mine) or not all(new[key].free for key in only_others):
        raise UncertainError
    before, behind = _stands_before(only_mine, mine, alive), _stands_before(only_others, others, alive)
    yours_first = not behind if before is None else before
    return [*added, *only_others] if yours_first else [*only_others, *added]


def _stands_before(added: Keys, slot: Keys, alive: frozenset[Hashable]) -> bool | None:
    """Whether what a side added stands before what the other removed there (False: behind); None: neither."""
    gone = [number for number, key in enumerate(slot) if key not in alive]
    if not gone:
        return None
    places = [slot.index(key) for key in added]
    if max(places) < gone[0]:
        return True
    return False if min(places) > gone[-1] else None


def _sorted_as_before(order: list[Hashable], *sides: Children) -> list[Hashable]:
    children = {key: node for side in sides for key, node in side.items()}
    count = min((len(node.ranks) for node in children.values()), default=0)
    for number in range(count):
        ranks = {key: node.ranks[number] for key, node in children.items()}
        if all(list(side) == sorted(side, key=ranks.__getitem__) for side in sides):
            return sorted(order, key=ranks.__getitem__)
    return order
