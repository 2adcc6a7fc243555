"""Names that change all at once, one after the other: where they go round in a circle, one steps aside first."""

from collections.abc import Iterator, Mapping

_ROOM = 50
"""What a name that steps aside keeps of itself: PostgreSQL takes 63 bytes."""


def in_turn(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give renames, old to new, in an order in which each new name is free; `names` may have some that stay."""
    taken = {*names, *names.values()}
    waiting = {old: new for old, new in names.items() if old != new}
    while waiting:
        free = next((old for old, new in waiting.items() if new not in waiting), None)
        if free is not None:
            yield free, waiting.pop(free)
            continue
        first = next(iter(waiting))
        aside = _aside(first, taken)
        yield first, aside
        waiting[aside] = waiting.pop(first)


def _aside(name: str, taken: set[str]) -> str:
    found = f"{name[:_ROOM]}_aside"
    while found in taken:
        found += "_"
    return found
