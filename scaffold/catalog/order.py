"""The order of features: each after those that it needs, otherwise as listed."""

from collections.abc import Mapping


def ordered(needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Order names so that each stands after what it needs; the given order decides where there is a choice.

    Every need must be a name of the mapping. Raises `CycleError` when there is no such order.
    """
    done: dict[str, None] = {}
    for name in needs:
        _visit(name, needs, done, ())
    return tuple(done)


class CycleError(ValueError):
    """Some names need each other in a circle; `cycle` names them, the first one again at the end."""

    def __init__(self, cycle: tuple[str, ...]) -> None:
        super().__init__(" -> ".join(cycle))
        self.cycle = cycle


def _visit(name: str, needs: Mapping[str, tuple[str, ...]], done: dict[str, None], path: tuple[str, ...]) -> None:
    if name in done:
        return
    if name in path:
        raise CycleError((*path[path.index(name) :], name))
    for need in needs[name]:
        _visit(need, needs, done, (*path, name))
    done[name] = None
