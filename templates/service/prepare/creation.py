"""Tables that are made, each after those that it refers to, and dropped in reverse.

Where entities refer to each other in a circle, one reference that is optional is added when its target exists.
"""

from collections.abc import Iterator, Sequence

from scaffold.spec.model import Entity, Field

from .constraints import Index, checks, indexes, uniques
from .kinds import Names, migration_type
from .layout import STEP, Piece, array, call, lay
from .strings import quoted

Named = tuple[Entity, Names]


def creation(entities: Sequence[Named]) -> Iterator[str]:
    """Give what makes the tables of entities, which are in dependency order but for circles."""
    for entity, names in entities:
        yield _create_table(entity, names)
    for entity, names in entities:
        for field in entity.fields:
            if field.name in names.late:
                yield _add_reference(entity, field, names)
    for entity, names in entities:
        for index in indexes(entity, names):
            yield _create_index(entity, index)


def removal(entities: Sequence[Named]) -> Iterator[str]:
    """Give what drops the tables of entities."""
    late = [(entity, field, names) for entity, names in entities for field in entity.fields if field.name in names.late]
    for reference in reversed(late):
        yield from _drop_reference(*reference)
    for entity, _ in reversed(entities):
        yield lay(call("op.drop_table", quoted(entity.plural)), indent=STEP)


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
        yield check.piece(constraint_name("ck", entity, check.column))
    for field in fields:
        if field.target:
            column = names.column(field)
            referred = array(quoted(f"{names.table(field)}.id"))
            name = f"name={constraint_name('fk', entity, column)}"
            yield call("sa.ForeignKeyConstraint", array(quoted(column)), referred, name)
    yield call("sa.PrimaryKeyConstraint", '"id"', f"name={constraint_name('pk', entity)}")
    for unique in uniques(entity, names):
        yield call("sa.UniqueConstraint", quoted(unique), f"name={constraint_name('uq', entity, unique)}")


def _create_index(entity: Entity, index: Index) -> str:
    items: list[Piece] = [constraint_name(index.kind, entity, *index.columns), quoted(entity.plural)]
    items.append(array(*map(quoted, index.columns)))
    if index.unique:
        items.append("unique=True")
    return lay(call("op.create_index", *items), indent=STEP)


def _add_reference(entity: Entity, field: Field, names: Names) -> str:
    column = names.column(field)
    key = call("sa.ForeignKey", quoted(f"{names.table(field)}.id"), f"name={constraint_name('fk', entity, column)}")
    # SQLite can only take the constraint with the column; PostgreSQL would then name it by itself.
    inline = 'inline_references=op.get_context().dialect.name == "sqlite"'
    added = call("sa.Column", quoted(column), "sa.Uuid", key, "nullable=True")
    return lay(call("op.add_column", quoted(entity.plural), added, inline), indent=STEP)


def _drop_reference(entity: Entity, field: Field, names: Names) -> Iterator[str]:
    column = names.column(field)
    index = next(index for index in indexes(entity, names) if index.columns == (column,))
    name = constraint_name(index.kind, entity, column)
    yield lay(call("op.drop_index", name, quoted(entity.plural)), indent=STEP)
    yield lay(call("op.drop_column", quoted(entity.plural), quoted(column)), indent=STEP)


def constraint_name(kind: str, entity: Entity, *columns: str) -> str:
    """Return the code of a constraint's or an index's name."""
    return f'op.f("{"_".join((kind, entity.plural, *columns))}")'
