"""The first migration: every table, each after those that it refers to, and all of it undone in reverse.

Where entities refer to each other in a circle, one reference that is optional is added when its target exists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scaffold.spec.model import Entity, Field

from .constraints import checks, indexes, uniques
from .kinds import SA, Names, migration_type
from .layout import STEP, Piece, array, call, lay
from .literals import quoted

OP = "from alembic import op"


@dataclass(frozen=True, slots=True)
class Migration:
    """Statements for the bodies of `upgrade` and `downgrade`, and the imports that they need."""

    upgrade: tuple[str, ...]
    downgrade: tuple[str, ...]
    imports: tuple[str, ...]


def first_migration(entities: Sequence[tuple[Entity, Names]]) -> Migration:
    """Return what makes the tables of entities; the entities are in dependency order, but for circles."""
    tables = {entity.name: entity.plural for entity, _ in entities}
    late = {(entity.name, field.name) for entity, field in _late(entities)}
    upgrade: list[str] = []
    downgrade: list[str] = []
    imports = {SA, OP}
    for entity, names in entities:
        fields = [field for field in entity.fields if (entity.name, field.name) not in late]
        upgrade.append(lay(call("op.create_table", *_table(entity, fields, names, tables)), indent=STEP))
        for field in entity.fields:
            imports.update(migration_type(field).imports)
    for entity, names in entities:
        for field in entity.fields:
            if (entity.name, field.name) in late:
                upgrade.append(_add_reference(entity, field, names, tables))
                downgrade.append(_drop_reference(entity, field, names))
    for entity, names in entities:
        upgrade += [_create_index(entity, index) for index in indexes(entity, names)]
    dropped = [f"op.drop_table({quoted(entity.plural)})" for entity, _ in reversed(entities)]
    return Migration(tuple(upgrade), (*downgrade, *dropped), tuple(sorted(imports)))


def _late(entities: Sequence[tuple[Entity, Names]]) -> Iterator[tuple[Entity, Field]]:
    """Give the references to tables that are made later."""
    made: set[str] = set()
    for entity, _ in entities:
        made.add(entity.name)
        for field in entity.fields:
            if field.target and field.target not in made:
                yield entity, field


def _table(entity: Entity, fields: list[Field], names: Names, tables: dict[str, str]) -> Iterator[Piece]:
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
            referred = array(quoted(f"{tables[field.target]}.id"))
            name = f"name={_name('fk', entity, column)}"
            yield call("sa.ForeignKeyConstraint", array(quoted(column)), referred, name)
    yield call("sa.PrimaryKeyConstraint", '"id"', f"name={_name('pk', entity)}")
    for unique in uniques(entity, names):
        if any(names.column(field) == unique for field in fields):
            yield call("sa.UniqueConstraint", quoted(unique), f"name={_name('uq', entity, unique)}")


def _create_index(entity: Entity, columns: tuple[str, ...]) -> str:
    name = _name("ix", entity, *columns)
    return lay(call("op.create_index", name, quoted(entity.plural), array(*map(quoted, columns))), indent=STEP)


def _add_reference(entity: Entity, field: Field, names: Names, tables: dict[str, str]) -> str:
    column = names.column(field)
    key = call("sa.ForeignKey", quoted(f"{tables[field.target or '']}.id"), f"name={_name('fk', entity, column)}")
    # SQLite can only take the constraint with the column; PostgreSQL would then name it by itself.
    inline = 'inline_references=op.get_context().dialect.name == "sqlite"'
    added = call("sa.Column", quoted(column), "sa.Uuid", key, "nullable=True")
    return lay(call("op.add_column", quoted(entity.plural), added, inline), indent=STEP)


def _drop_reference(entity: Entity, field: Field, names: Names) -> str:
    column = names.column(field)
    dropped = lay(call("op.drop_column", quoted(entity.plural), quoted(column)), indent=STEP)
    if field.unique:
        return dropped
    index = lay(call("op.drop_index", _name("ix", entity, column), quoted(entity.plural)), indent=STEP)
    return f"{index}\n{' ' * STEP}{dropped}"


def _name(kind: str, entity: Entity, *columns: str) -> str:
    return f'op.f("{"_".join((kind, entity.plural, *columns))}")'
