"""Where rows that exist stop a revision, before the database itself would in the middle of it."""

from collections.abc import Iterator

from scaffold.evolution import EntityChange, FieldChange, fills_rows, needs_fill, new_limits
from scaffold.spec.model import Field

from . import words
from .blocks import Branch, Statement, escaped
from .fillings import Sql, filling, sql
from .fitting import is_no_number
from .kinds import Names
from .layout import Words, call
from .strings import quoted

_BOTH = Sql("true", "true")
_WHOLE = {"int", "bigint"}


def first(change: EntityChange, old: Names, *, back: bool) -> Iterator[Statement]:
    """Give what stops it before anything is changed, under the old names."""
    for field in change.fields:
        if field.after is not None and is_without_value(field, back=back):
            column = _column(field.before, old)
            there = field.before is not None and field.conversion != "replaced"
            yield _refusal(old, _both(f"{column} IS NULL") if there else _BOTH, f"{field.after.name} must have a value")
        if field.after is not None and is_document(field):
            column = _column(field.before, old)
            broken = Sql(f"jsonb_typeof({column}) <> 'array'", f"json_type({column}) <> 'array'")
            yield _refusal(old, broken, f"{field.after.name} must be a list")
        if not _is_rewritten(field):
            yield from _limits(field, field.before, old)
        elif field.after is not None and is_lost_text(field, back=back):
            broken = is_no_number(_column(field.before, old), field.after)
            yield _refusal(old, broken, f"{field.after.name} must be a whole number that fits")


def then(change: EntityChange, new: Names) -> Iterator[Statement]:
    """Give what stops it when values were converted and filled in, under the new names."""
    for field in change.fields:
        if _is_rewritten(field):
            yield from _limits(field, field.after, new)


def _is_rewritten(field: FieldChange) -> bool:
    return field.conversion != "same" or bool(field.values) or fills_rows(field)


def is_without_value(field: FieldChange, *, back: bool) -> bool:
    """Say whether rows may lack a value that nothing can give them."""
    return needs_fill(field) and filling(field, back=back) is None


def is_lost_text(field: FieldChange, *, back: bool) -> bool:
    """Say whether texts become numbers, and one that is none has nothing to become."""
    before, after = field.before, field.after
    if before is None or after is None or field.conversion != "narrowed" or after.optional:
        return False
    return before.type in {"string", "text"} and after.type in _WHOLE and filling(field, back=back) is None


def is_document(field: FieldChange) -> bool:
    """Say whether JSON of any kind goes back to be a list."""
    if field.before is None or field.after is None or field.conversion == "replaced":
        return False
    return (field.before.type, field.after.type) == ("json", "list")


def is_given_value(field: FieldChange, *, back: bool) -> bool:
    """Say whether a row that is without a value gets one, on the way back from where it could be."""
    if field.before is None or field.after is None or field.conversion == "replaced":
        return False
    return back and field.before.optional and not field.after.optional and filling(field, back=back) is not None


def _limits(field: FieldChange, stored: Field | None, names: Names) -> Iterator[Statement]:
    """Refuse rows that break a new limit, where they are stored as a field says."""
    after = field.after
    if stored is None or after is None:
        return
    column = _column(stored, names)
    table = words.name(names.entity.plural)
    for limit in new_limits(field):
        if limit == "unique":
            repeated = f"SELECT {column} FROM {table} GROUP BY {column} HAVING count(*) > 1"  # noqa: S608  printed, not run
            yield _refusal(names, _both(f"{column} IN ({repeated})"), f"{after.name} must be unique")
        elif limit == "ref":
            target = words.name(names.table(after))
            there = f"SELECT 1 FROM {target} AS _target WHERE _target.id = {table}.{column}"  # noqa: S608  printed, not run
            rule = f"{after.name} must be the id of one of {names.table(after)}"
            yield _refusal(names, _both(f"{column} IS NOT NULL AND NOT EXISTS ({there})"), rule)
        else:
            text = str(after.minimum if limit == "min" else after.maximum)
            sign, least = ("<", "at least") if limit == "min" else (">", "at most")
            if after.type in {"string", "text"}:
                rule = f"{after.name} must have {least} {text} characters"
                yield _refusal(names, _both(f"length({column}) {sign} {text}"), rule)
            else:
                value = sql(stored, _plain(stored, text))
                broken = Sql(*(f"{column} {sign} {each}" for each in value))
                yield _refusal(names, broken, f"{after.name} must be {least} {text}")


def _plain(field: Field, text: str) -> object:
    return int(text) if field.type in _WHOLE else float(text) if field.type == "float" else text


def _column(field: Field | None, names: Names) -> str:
    return words.name(names.column(field)) if field else ""


def _both(condition: str) -> Sql:
    return Sql(condition, condition)


def _refusal(names: Names, broken: Sql, rule: str) -> Statement:
    table = names.entity.plural
    first_, second = (
        call("refuse_rows", quoted(table), Words(escaped(condition)), quoted(rule)) for condition in broken
    )
    return first_ if first_ == second else Branch(table, (first_,), (second,))
