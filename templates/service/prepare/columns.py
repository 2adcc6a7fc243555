"""The lines of an entity's table."""

from collections.abc import Iterator

from scaffold.spec.model import Entity, Field

from .constraints import checks, indexes, uniques
from .kinds import Names, Text, model_type, stored
from .layout import STEP, Piece, annotated, call, lay, subscript
from .strings import quoted

USED = frozenset({"mapped_column", "sa"})
"""What the lines of the class call: a column of that name is an attribute with a `_` after it, which hides nothing."""


def column(field: Field, names: Names) -> Text:
    """Return a field's line in the class of the table's rows."""
    kind, python, name = model_type(field, names), stored(field, names), names.column(field)
    attribute = f"{name}_" if name in USED else name
    items: list[Piece] = [quoted(name)] if name in USED else []
    items.append(kind.piece)
    if field.target:
        late = ["use_alter=True"] if field.name in names.late else []
        items.append(call("sa.ForeignKey", quoted(f"{names.table(field)}.id"), *late))
    annotation = subscript("Mapped", f"{python} | None" if field.optional else str(python))
    return Text(annotated(attribute, annotation, call("mapped_column", *items)), (*kind.imports, *python.imports))


def table_arguments(entity: Entity, names: Names) -> str:
    """Return the assignment of the constraints and indexes; the order of lists gives every table one."""
    lines = tuple(constraint_lines(entity, names))
    if len(lines) == 1:
        return f"__table_args__ = ({lines[0]})"
    return "\n        ".join(("__table_args__ = (", *lines)) + "\n    )"


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
