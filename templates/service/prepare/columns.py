"""The lines of an entity's table."""

from collections.abc import Iterator

from scaffold.spec.model import Entity, Field

from .constraints import checks, indexes, uniques
from .kinds import SA, Names, Text, model_type
from .layout import STEP, Piece, call, lay
from .strings import quoted


def column(field: Field, names: Names) -> Text:
    """Return a field's `sa.Column(...)` with a comma."""
    kind = model_type(field, names)
    items: list[Piece] = [quoted(names.column(field)), kind.piece]
    if field.target:
        late = ["use_alter=True"] if field.name in names.late else []
        items.append(call("sa.ForeignKey", quoted(f"{names.table(field)}.id"), *late))
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
        name, end = (
            (quoted(f"uq_{entity.plural}_{index.columns[0]}"), ["unique=True"]) if index.unique else ("None", [])
        )
        yield lay(call("sa.Index", name, *map(quoted, index.columns), *end), indent=STEP, after=",")
