"""The lines of an entity's table."""

from collections.abc import Iterator

from scaffold.spec.model import Entity, Field

from .constraints import checks, indexes, uniques
from .kinds import Names, Text, model_type, stored
from .layout import STEP, Piece, annotated, call, lay, subscript
from .strings import quoted

DECLARATIVE = frozenset({"metadata", "registry"})
"""Attributes that SQLAlchemy's declarative classes keep for themselves."""


def column(field: Field, names: Names) -> Text:
    """Return a field's line in the class of the table's rows."""
    kind, python = model_type(field, names), stored(field, names)
    name = names.column(field)
    items: list[Piece] = [kind.piece]
    if field.target:
        late = ["use_alter=True"] if field.name in names.late else []
        items.append(call(f"{names.beside('sa')}.ForeignKey", quoted(f"{names.table(field)}.id"), *late))
    attribute = name
    if name in DECLARATIVE:
        attribute = f"{name}_"
        items.insert(0, quoted(name))
    optional = f"{python} | None" if field.optional else str(python)
    line = annotated(attribute, subscript("Mapped", optional), call(names.beside("mapped_column"), *items))
    return Text(line, (*kind.imports, *python.imports))


def constraint_lines(entity: Entity, names: Names) -> Iterator[str]:
    """Give the constraints and indexes that stand below the columns, each with a comma."""
    for check in checks(entity, names):
        yield lay(check.piece(quoted(check.column)), indent=2 * STEP, after=",")
    for unique in uniques(entity, names):
        yield f"sa.UniqueConstraint({quoted(unique)}),"
    for index in indexes(entity, names):
        name, end = (
            (quoted(f"uq_{entity.plural}_{index.columns[0]}"), ["unique=True"]) if index.unique else ("None", [])
        )
        yield lay(call("sa.Index", name, *map(quoted, index.columns), *end), indent=2 * STEP, after=",")
