"""Tables that are made, each after those that it refers to, and dropped in reverse.

Where entities refer to each other in a circle, one reference that is optional is added when its target exists.
"""

from collections.abc import Iterator, Sequence

from scaffold.spec.model import Entity, Field

from .blocks import Batch, Statement
from .constraints import Index, checks, indexes, uniques
from .kinds import Names, migration_type
from .layout import Piece, array, call
from .strings import quoted

Named = tuple[Entity, Names]


def creation(entities: Sequence[Named]) -> Iterator[Statement]:
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


def removal(entities: Sequence[Named]) -> Iterator[Statement]:
    """Give what drops the tables of entities."""
    late = [(entity, field, names) for entity, names in entities for field in entity.fields if field.name in names.late]
    for reference in reversed(late):
        yield _drop_reference(*reference)
    for entity, _ in reversed(entities):
        yield call("op.drop_table", quoted(entity.plural))


def _create_table(entity: Entity, names: Names) -> Piece:
    return call("op.create_table", *_table(entity, names))


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


def _create_index(entity: Entity, index: Index) -> Piece:
    items: list[Piece] = [constraint_name(index.kind, entity, *index.columns), quoted(entity.plural)]
    items.append(array(*map(quoted, index.columns)))
    if index.unique:
        items.append("unique=True")
    return call("op.create_index", *items)


def _add_reference(entity: Entity, field: Field, names: Names) -> Batch:
    column = names.column(field)
    added = call("sa.Column", quoted(column), "sa.Uuid", "nullable=True")
    columns = (array(quoted(column)), array('"id"'))
    name = constraint_name("fk", entity, column)
    key = call("batch_op.create_foreign_key", name, quoted(names.table(field)), *columns)
    return Batch(entity.plural, (call("batch_op.add_column", added), key))


def _drop_reference(entity: Entity, field: Field, names: Names) -> Batch:
    column = names.column(field)
    index = constraint_name("uq" if field.unique else "ix", entity, column)
    key = constraint_name("fk", entity, column)
    return Batch(
        entity.plural,
        (
            call("batch_op.drop_index", index),
            call("batch_op.drop_constraint", key, 'type_="foreignkey"'),
            call("batch_op.drop_column", quoted(column)),
        ),
    )


def constraint_name(kind: str, entity: Entity, *columns: str) -> str:
    """Return the code of a constraint's or an index's name."""
    return f'op.f("{"_".join((kind, entity.plural, *columns))}")'
