"""Whether two branches' revisions can run one after the other, whichever comes first.

A database that has run those of one branch gets those of the other when it is upgraded to what brings both together,
and those name tables and columns as that branch knew them. So what one renamed or removed, the other must leave alone.
"""

from collections.abc import Iterator, Mapping, Sequence

from scaffold.evolution.changes import Change, EntityChange, FieldChange, pairs
from scaffold.evolution.errors import ContradictionError
from scaffold.evolution.joining import Branch
from scaffold.spec.model import Entity, Field

_Path = tuple[str, str]
_MOVED = {"removed", "renamed"}


def check_order(base: Sequence[Entity], one: Branch, other: Branch) -> None:
    """Raise `ContradictionError` where the revisions of two branches cannot run in either order."""
    changes = [pairs(base, side.entities, tuple(side.renames.items())) for side in (one, other)]
    for here, there in (changes, reversed(changes)):
        _check_tables(here, there)
    _check_added(*changes)
    _check_fields(*changes)


def _check_tables(here: Sequence[Change], there: Sequence[Change]) -> None:
    """Refuse to change, or refer to, a table that is moved on the other branch."""
    moved = {each.before.name: _move(each) for each in here if each.before and _is_moved(each)}
    for change in there:
        if change.before and change.is_change and change.before.name in moved:
            deed = _move(change) if _is_moved(change) else f"changed {change.before.name}"
            _refuse(moved[change.before.name], deed)
        for field in _new_references(change):
            if field.target in moved:
                _refuse(moved[field.target], f"added a reference to {field.target}")


def _is_moved(change: EntityChange) -> bool:
    if change.before is None or change.after is None:
        return change.after is None
    return (change.before.name, change.before.plural) != (change.after.name, change.after.plural)


def _move(change: EntityChange) -> str:
    name = change.before.name if change.before else ""
    if change.after is None:
        return f"removed {name}"
    if change.after.name != name:
        return f"renamed {name} to {change.after.name}"
    return f"changed the plural of {name} to {change.after.plural}"


def _refuse(move: str, deed: str) -> None:
    message = f"one branch {move}, and the other {deed}: what ran the first has no place for the second"
    raise ContradictionError(message)


def _new_references(change: EntityChange) -> Iterator[Field]:
    if change.before is None and change.after is not None:
        yield from (field for field in change.after.fields if field.target)
    for before, after, *_ in change.fields:
        if after is not None and after.target and (before is None or before.target != after.target):
            yield after


def _check_added(one: Sequence[Change], other: Sequence[Change]) -> None:
    """Refuse two new tables, or new names of tables, that are the same."""
    names, others = ({name: each.name for each in _placed(side) for name in _names(each)} for side in (one, other))
    for name in names:
        if name in others:
            own = sorted({names[name], others[name]})
            message = f"two branches made the same table, {' and '.join(own)}, each by itself"
            raise ContradictionError(message)


def _placed(changes: Sequence[Change]) -> Iterator[Entity]:
    yield from (each.after for each in changes if each.after and (each.before is None or _is_moved(each)))


def _names(entity: Entity) -> tuple[_Path, _Path]:
    return ("entity", entity.name), ("table", entity.plural)


def _check_fields(one: Sequence[Change], other: Sequence[Change]) -> None:
    """Refuse what both changed, but for a size that both made the same: that can be done twice."""
    changed, others = _fields(one), _fields(other)
    for (entity, name), change in changed.items():
        second = others.get((entity, name))
        if second is None:
            continue
        path = f"{entity}.{name}"
        alike = _stated(change) == _stated(second) and change.kind == second.kind
        first, last = sorted((change, second), key=lambda each: each.kind not in _MOVED)
        if first.kind in _MOVED and not alike:
            _refuse(_deed(entity, first), _deed(entity, last))
        if not alike:
            message = f"two branches changed {path}, each in its own way"
            raise ContradictionError(message)
        if not _is_resized(change):
            message = f"two branches changed {path} in the same way, each by itself; that can run only once"
            raise ContradictionError(message)


def _fields(changes: Sequence[Change]) -> Mapping[_Path, FieldChange]:
    """Return the changed fields, by their old names, and those that are new by these; a new name is taken too."""
    found: dict[_Path, FieldChange] = {}
    for change in changes:
        for field in change.fields if change.before else ():
            if field.is_change:
                for each in (field.after, field.before):
                    if each is not None and change.before is not None:
                        found[change.before.name, each.name] = field
    return found


def _deed(entity: str, change: FieldChange) -> str:
    name = next(each.name for each in (change.before, change.after) if each)
    target = f" to {change.after.name}" if change.after and change.kind == "renamed" else ""
    return f"{change.kind} {entity}.{name}{target}"


def _stated(change: FieldChange) -> Field | None:
    """Return what a field becomes, without what only the service knows."""
    return change.after and change.after._replace(default=None, has_default=False, immutable=False)


def _is_resized(change: FieldChange) -> bool:
    """Say whether only a length differs; a decimal's digits would be moved twice."""
    if change.before is None or change.after is None or change.before.type == "enum":
        return False
    resized = change.before._replace(length=change.after.length)
    return _stated(change._replace(after=resized)) == _stated(change)
