"""How what was recorded of an entity is read as of a later revision: the same as what its migration does to rows.

Values are as JSON has them: decimals, days, moments and ids are texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, cast

from scaffold.evolution import EntityChange, FieldChange, Step, fills_rows
from scaffold.evolution.conversion import TEXTS
from scaffold.spec.model import Entity, Field

from .fitting import limits_in_places
from .kinds import Names, column_of, names_of
from .layout import Group, Piece, array, call, lay
from .literals import Json, piece
from .samples import samples
from .strings import quoted

_WHOLE = {"int", "bigint"}
_NONE = "None"
_MOST_PATHS, _MOST_BRANCHES = 10, 12


class Function(NamedTuple):
    """A function of an upcast's module: of the entity of this class as it was called before."""

    name: str
    class_name: str
    title: str
    lines: tuple[str, ...]
    """Its body, without indentation."""
    sample: tuple[tuple[str, str], ...]
    """Fields before, and values in JSON, as code."""
    optional: tuple[str, ...]
    after: tuple[str, ...]
    """Fields after that an event has, or can be given."""

    @property
    def noqa(self) -> str:
        """What ruff is to pass over: there are as many branches as there are fields that change."""
        branches = sum(line.lstrip().startswith(("if ", "elif ")) for line in self.lines)
        found = [] if any("event." in line for line in self.lines) else ["ARG001"]
        found += ["C901"] if branches >= _MOST_PATHS else []
        found += ["PLR0912"] if branches > _MOST_BRANCHES else []
        return f"  # noqa: {', '.join(found)}" if found else ""


class Upcast(NamedTuple):
    """What a revision does to events that are older."""

    aggregates: tuple[tuple[str, str | None], ...]
    """Classes of entities that are called otherwise, or that there are no more."""
    functions: tuple[Function, ...]
    helpers: tuple[str, ...]
    """Names of the functions that convert values."""
    imports: tuple[str, ...]


class _Line(NamedTuple):
    """A statement at a depth, and the function that it needs."""

    text: str
    helper: str = ""


HELPERS = {
    "whole": ("from decimal import ROUND_HALF_UP, Decimal",),
    "one_of": (),
    "exact": ("from decimal import ROUND_HALF_UP, Context, Decimal",),
    "number": ("import re",),
    "day": ("from datetime import UTC, datetime",),
    "drawn": ("from uuid import UUID, uuid5",),
}
"""The functions that convert values, and what they import."""


def upcast(step: Step, feature: str) -> Upcast | None:
    """Return what a revision does to older events; None where it does nothing, or nothing was recorded before it."""
    begun = {change.feature for change in step.stored_changes if not change.before}
    if feature not in dict(step.stored) or feature in begun:
        return None
    aggregates = tuple(_renamed(step))
    found = [(change, tuple(_lines(change))) for change in step.changes if change.before and change.after]
    names = names_of(step.before, "")
    functions = [
        _function(change, change.before, lines, names)
        for change, lines in found
        if change.before and change.after and lines
    ]
    if not functions and not aggregates:
        return None
    used = {line.helper for _, lines in found for line in lines} - {""}
    helpers = tuple(name for name in HELPERS if name in used)
    imports = tuple(line for name in helpers for line in HELPERS[name])
    return Upcast(aggregates, tuple(functions), helpers, imports)


def _function(change: EntityChange, before: Entity, lines: Sequence[_Line], names: Mapping[str, Names]) -> Function:
    return Function(
        name=f"upcast_{before.name}",
        class_name=before.class_name,
        title=before.title.lower(),
        lines=tuple(each.text for each in lines),
        sample=tuple((column_of(field), _sample(field, names[before.name])) for field in before.fields),
        optional=tuple(column_of(field) for field in before.fields if field.optional),
        after=tuple(column_of(field.after) for field in change.fields if field.after and _is_known(field)),
    )


def _is_known(field: FieldChange) -> bool:
    """Say whether an event has a value of a field, or can be given one."""
    is_kept = field.before is not None and not _is_anew(field)
    return is_kept or field.filled or (field.after is not None and field.after.optional)


def _sample(field: Field, names: Names) -> str:
    if field.type == "ref":
        return quoted("01900000-0000-7000-8000-000000000000")
    return samples(field, names)[1].text


def _renamed(step: Step) -> Iterator[tuple[str, str | None]]:
    for change in step.changes:
        if change.before and not change.after:
            yield change.before.class_name, None
        elif change.before and change.after and change.before.class_name != change.after.class_name:
            yield change.before.class_name, change.after.class_name


def _lines(change: EntityChange) -> Iterator[_Line]:
    """Give the body of an entity's function: what goes first, as a field may take the name of another."""
    touched = [field for field in change.fields if _is_touched(field)]
    gone = [field.before for field in touched if field.before and _leaves(field)]
    if any(field.before and not _is_anew(field) for field in touched):
        yield _Line("old = dict(data)")
    for before in gone:
        yield _Line(f"data.pop({quoted(column_of(before))}, None)")
    for field in touched:
        if field.before and not _is_anew(field):
            yield from _kept(field)
    if added := [line for field in touched for line in _added(field)]:
        yield _Line("if event.is_whole:")
        yield from added


def _is_touched(field: FieldChange) -> bool:
    if field.before is None or field.after is None or _is_anew(field):
        return True
    renamed = column_of(field.before) != column_of(field.after)
    return renamed or bool(field.values) or _conversion(field) is not None or fills_rows(field)


def _is_anew(field: FieldChange) -> bool:
    return field.conversion == "replaced"


def _leaves(field: FieldChange) -> bool:
    if field.before is None:
        return False
    return field.after is None or _is_anew(field) or column_of(field.before) != column_of(field.after)


def _added(field: FieldChange) -> Iterator[_Line]:
    """Give a field that there was not its value: only what tells of all fields has it."""
    is_kept = field.before is not None and not _is_anew(field)
    if field.after is not None and not is_kept and _is_known(field):
        yield _assigned(field.after, *_fill(field), depth=1)


def _kept(field: FieldChange) -> Iterator[_Line]:
    """Give a field its new name and its value the new type."""
    if field.before is None or field.after is None:
        return
    old, new = quoted(column_of(field.before)), quoted(column_of(field.after))
    conversion = _conversion(field)
    if conversion is None:
        if old != new:
            yield _Line(f"if {old} in old:")
            yield _assigned(field.after, f"old[{old}]", depth=1)
        if fills_rows(field):
            yield _Line(f"if {old} in old and old[{old}] is None:")
            yield _assigned(field.after, *_fill(field), depth=1)
        return
    yield _Line(f"if (value := old.get({old})) is not None:")
    yield _assigned(field.after, *conversion, depth=1)
    if (old != new and field.before.optional) or fills_rows(field):
        yield _Line(f"elif {old} in old:")
        yield _assigned(field.after, *(_fill(field) if fills_rows(field) else (_NONE,)), depth=1)


def _assigned(field: Field, value: Piece, helper: str = "", *, depth: int) -> _Line:
    indent = 4 * depth
    before = f"data[{quoted(column_of(field))}] = "
    return _Line(" " * indent + lay(value, indent=indent + 4, before=before), helper)


def _fill(field: FieldChange) -> tuple[Piece, str]:
    """Return what a field gets that has no value, as code."""
    after = field.after
    match after and after.type, field.fill:
        case _ if not field.filled or after is None:
            return _NONE, ""
        case "timestamp", "now":
            return "event.recorded_at.isoformat()", ""
        case "date", "today":
            return "event.recorded_at.date().isoformat()", ""
        case "uuid", "random":
            return call("drawn", "event.aggregate_id", quoted(column_of(after))), "drawn"
        case _, bool() as value:
            return repr(value), ""
        case _, value:
            return piece(cast("Json", value)), ""


def _conversion(field: FieldChange) -> tuple[Piece, str] | None:
    """Return the new value of one that there is, as code, and what it calls; None where it stays as it is."""
    before, after = field.before, field.after
    if before is None or after is None:
        return None
    found = _of_text(field, before, after) if before.type in TEXTS else _of_other(field, before, after)
    return found or ((_named(field), "") if field.values else None)


def _named(field: FieldChange) -> Piece:
    """Return a value by its name of today."""
    if not field.values:
        return "value"
    pairs = tuple(f"{quoted(old)}: {quoted(new)}" for old, new in field.values)
    return Group("{", pairs, "}", tall=True, then=call(".get", "value", "value"))


def _of_text(field: FieldChange, before: Field, after: Field) -> tuple[Piece, str] | None:
    if after.type in _WHOLE:
        low, high = limits_in_places(before, after)
        return call("number", "value", low, high, _fill(field)[0]), "number"
    if field.conversion != "narrowed":
        return None
    if after.type == "enum":
        return call("one_of", _named(field), array(*map(quoted, after.values)), _fill(field)[0]), "one_of"
    return (f"value[:{after.length}]", "") if after.length and before.length != after.length else None


def _of_other(field: FieldChange, before: Field, after: Field) -> tuple[Piece, str] | None:  # noqa: PLR0911  one answer for each pair
    match before.type, after.type:
        case _ if field.conversion == "same":
            return None
        case _, ("int" | "bigint"):
            return call("whole", "value", *_range(field, before, after)), "whole"
        case _, "decimal":
            places = quoted(str(Decimal(1).scaleb(-(after.scale or 0))))
            return call("exact", "value", places, *_range(field, before, after)), "exact"
        case (("int" | "bigint"), other):
            return "float(value)" if other == "float" else "str(value)", ""
        case "date", "timestamp":
            return 'f"{value}T00:00:00Z"', ""
        case "timestamp", "date":
            return call("day", "value"), "day"
    return None


def _range(field: FieldChange, before: Field, after: Field) -> tuple[str, ...]:
    if field.conversion != "narrowed":
        return ()
    return tuple(quoted(limit) for limit in limits_in_places(before, after))
