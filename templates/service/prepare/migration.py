"""The first migration: every table, each after those that it refers to, and all of it undone in reverse.

Where entities refer to each other in a circle, one reference that is optional is added when its target exists.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scaffold.spec.model import Entity, Field

from .constraints import Index, checks, indexes, uniques
from .kinds import SA, Names, migration_type
from .layout import STEP, Piece, array, call, lay
from .strings import quoted

OP = "from alembic import op"


class Migration(NamedTuple):
    """Statements for the bodies of `upgrade` and `downgrade`, and the imports that they need."""

    upgrade: tuple[str, ...]
    downgrade: tuple[str, ...]
    imports: tuple[str, ...]


def first_migration(entities: Sequence[tuple[Entity, Names]]) -> Migration:
    """Return what makes the tables of entities; the entities are in dependency order, but for circles."""
    made = [_create_table(entity, names) for entity, names in entities]
    late = [(entity, field, names) for entity, names in entities for field in entity.fields if field.name in names.late]
    added = [_add_reference(*reference) for reference in late]
    indexed = [_create_index(entity, index) for entity, names in entities for index in indexes(entity, names)]
    removed = [statement for reference in reversed(late) for statement in _drop_reference(*reference)]
    dropped = [lay(call("op.drop_table", quoted(entity.plural)), indent=STEP) for entity, _ in reversed(entities)]
    kinds = {line for entity, _ in entities for field in entity.fields for line in migration_type(field).imports}
    return Migration((*made, *added, *indexed), (*removed, *dropped), tuple(sorted({SA, OP, *kinds})))


def _create_table(entity: Entity, names: Names) -> str:
    return lay(call("op.create_table", *_table(entity, names)), indent=STEP)


def _table(entity: Entity, names: Names) -> Iterator[Piece]:
    fields = [field for field in entity.fields if field.name not in names.late]
    yield quoted(entity.plural)
    yield 'sa.Column("id", sa.Uuid, nullable=False)'
    yield 'sa.Column("version", sa.Integer, nullable=False)'
    yield 'sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)'
    yield 'sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False)'
    for field in fields:
        nullable = "True" if field.optional else "False"
        kind = migration_type(field).piece
        yield call("sa.Column", quoted(names.column(field)), kind, f"nullable={nullable}")
    for check in checks(entity, names):
        yield check.piece(_name("ck", entity, check.column))
    for field in fields:
        if field.target:
            column = names.column(field)
            referred = array(quoted(f"{names.table(field)}.id"))
            name = f"name={_name('fk', entity, column)}"
            yield call("sa.ForeignKeyConstraint", array(quoted(column)), referred, name)
    yield call("sa.PrimaryKeyConstraint", '"id"', f"name={_name('pk', entity)}")
    for unique in uniques(entity, names):
        yield call("sa.UniqueConstraint", quoted(unique), f"name={_name('uq', entity, unique)}")


def _create_index(entity: Entity, index: Index) -> str:
    items: list[Piece] = [_name(index.kind, entity, *index.columns), quoted(entity.plural)]
    items.append(array(*map(quoted, index.columns)))
    if index.unique:
        items.append("unique=True")
    return lay(call("op.create_index", *items), indent=STEP)


def _add_reference(entity: Entity, field: Field, names: Names) -> str:
    column = names.column(field)
    key = call("sa.ForeignKey", quoted(f"{names.table(field)}.id"), f"name={_name('fk', entity, column)}")
    # SQLite can only take the constraint with the column; PostgreSQL would then name it by itself.
    inline = 'inline_references=op.get_context().dialect.name == "sqlite"'
    added = call("sa.Column", quoted(column), "sa.Uuid", key, "nullable=True")
    return lay(call("op.add_column", quoted(entity.plural), added, inline), indent=STEP)


def _drop_reference(entity: Entity, field: Field, names: Names) -> Iterator[str]:
    column = names.column(field)
    index = next(index for index in indexes(entity, names) if index.columns == (column,))
    name = _name(index.kind, entity, column)
    yield lay(call("op.drop_index", name, quoted(entity.plural)), indent=STEP)
    yield lay(call("op.drop_column", quoted(entity.plural), quoted(column)), indent=STEP)


def _name(kind: str, entity: Entity, *columns: str) -> str:
    return f'op.f("{"_".join((kind, entity.plural, *columns))}")'
