"""A table as the database has it: columns, constraints and indexes by their names."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from scaffold.spec.model import Entity, Field

from .constraints import checks, indexes, uniques
from .kinds import Names, migration_type
from .layout import Piece, call, flat
from .strings import quoted


class Column(NamedTuple):
    """A column, and the field that it holds."""

    name: str
    field: Field

    @property
    def type(self) -> Piece:
        """The code of its type in a migration."""
        return migration_type(self.field).piece

    @property
    def kind(self) -> str:
        """The same on one line."""
        return flat(self.type)

    def piece(self, name: str, *, nullable: bool) -> Piece:
        """Return it as it is added, under a name that may be for a while."""
        return call("sa.Column", quoted(name), self.type, f"nullable={nullable}")


class Constraint(NamedTuple):
    """A constraint or an index; `about` is a check's condition or the table that a key refers to.

    `dialect` is the only database that has it, if not all do.
    """

    kind: Literal["pk", "uq", "fk", "ck", "ix", "uq index"]
    name: str
    columns: tuple[str, ...]
    about: str = ""
    dialect: str | None = None

    @property
    def is_index(self) -> bool:
        """Whether it is an index, which no batch has to copy the table for."""
        return self.kind in {"ix", "uq index"}


class Table(NamedTuple):
    """A table."""

    name: str
    columns: Mapping[str, Column]
    constraints: Mapping[str, Constraint]


def table_of(entity: Entity, names: Names) -> Table:
    """Return an entity's table."""
    columns = {names.column(field): Column(names.column(field), field) for field in entity.fields}
    return Table(entity.plural, columns, {each.name: each for each in _constraints(entity, names)})


def _constraints(entity: Entity, names: Names) -> Iterator[Constraint]:
    table = entity.plural
    for check in checks(entity, names):
        yield Constraint("ck", f"ck_{table}_{check.column}", (check.column,), check.condition, check.dialect)
    for field in entity.fields:
        if field.target:
            column = names.column(field)
            yield Constraint("fk", f"fk_{table}_{column}", (column,), names.table(field))
    yield Constraint("pk", f"pk_{table}", ("id",))
    for unique in uniques(entity, names):
        yield Constraint("uq", f"uq_{table}_{unique}", (unique,))
    for index in indexes(entity, names):
        kind: Literal["ix", "uq index"] = "uq index" if index.unique else "ix"
        yield Constraint(kind, "_".join((index.kind, table, *index.columns)), index.columns)
