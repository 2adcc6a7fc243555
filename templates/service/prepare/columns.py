"""The lines of an entity's table."""

from collections.abc import Iterator, Mapping

from scaffold.spec.model import Entity, Field

from .constraints import checks, indexes, uniques
from .kinds import SA, Names, Text, model_type
from .layout import STEP, Piece, call, lay
from .literals import quoted


def column(field: Field, names: Names, table_of: Mapping[str, str]) -> Text:
    """Return a field's `sa.Column(...)` with a comma; `table_of` names the table of each entity."""
    kind = model_type(field, names)
    items: list[Piece] = [quoted(names.column(field)), kind.piece]
    if field.target:
        items.append(f'sa.ForeignKey("{table_of[field.target]}.id")')
    if not field.optional:
        items.append("nullable=False")
    return Text(lay(call("sa.Column", *items), indent=STEP, after=","), (SA, *kind.imports))


def constraint_lines(entity: Entity, names: Names) -> Iterator[str]:
    """Give the constraints and indexes that stand below the columns, each with a comma."""
    for check in checks(entity, names):
        yield lay(check.piece(quoted(check.column)), indent=STEP, after=",")
    for unique in uniques(entity, names):
        yield f"sa.UniqueConstraint({quoted(unique)}),"
    for index in indexes(entity, names):
        yield lay(call("sa.Index", "None", *map(quoted, index)), indent=STEP, after=",")
