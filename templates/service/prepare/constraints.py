"""What the database itself refuses, by the names that its errors carry.

The names follow the convention that the service's `MetaData` has, so a table names a constraint only where the
convention asks for it, and a migration names each in full:

    pk_users   uq_users_email   fk_users_team_id   ix_users_status   ck_users_status
"""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.spec.model import Entity, Field

from . import words
from .kinds import Names
from .layout import Group, Words, call


class Check(NamedTuple):
    """A condition on a column; `dialect` is the only database that has it, if not all do."""

    column: str
    condition: str
    dialect: str | None = None

    def piece(self, name: str) -> Group:
        """Return the constraint; `name` is the code of its name."""
        check = call("sa.CheckConstraint", Words(self.condition), f"name={name}")
        return check._replace(then=call(".ddl_if", f'dialect="{self.dialect}"')) if self.dialect else check


class Index(NamedTuple):
    """An index over columns."""

    columns: tuple[str, ...]
    unique: bool = False

    @property
    def kind(self) -> str:
        """The first part of its name."""
        return "uq" if self.unique else "ix"


def checks(entity: Entity, names: Names) -> Iterator[Check]:
    """Give the conditions on an entity's columns, one at most for each.

    An enum is text with a condition and no type of PostgreSQL's: SQLite has none, and there a value could neither be
    removed later nor be added and used in one migration.
    """
    for field in entity.fields:
        column = names.column(field)
        for condition in _conditions(field, words.name(column)):
            # SQLite keeps these two as text, which it would compare in another order than that of the written limit.
            dialect = "postgresql" if field.type in {"decimal", "timestamp"} else None
            yield Check(column, condition, dialect)


def _conditions(field: Field, column: str) -> Iterator[str]:
    match field.type:
        case "enum":
            values = ", ".join(f"'{value}'" for value in field.values)
            yield f"{column} IN ({values})"
        case "int" | "bigint" | "float" | "decimal":
            yield from _between(field, column, "{}")
        case "date" | "timestamp":
            yield from _between(field, column, "'{}'")
        case "string" | "text":
            yield from _between(field, f"length({column})", "{}")
        case _:
            return


def _between(field: Field, what: str, form: str) -> Iterator[str]:
    low, high = (text and form.format(text) for text in (field.minimum, field.maximum))
    if low and high:
        yield f"{what} BETWEEN {low} AND {high}"
    elif low or high:
        yield f"{what} >= {low}" if low else f"{what} <= {high}"


def indexes(entity: Entity, names: Names) -> Iterator["Index"]:
    """Give the columns of each index: the lists' order, references, and what asks for one."""
    yield Index(("created_at", "id"))
    for field in entity.fields:
        if field.unique and field.name in names.late:
            yield Index((names.column(field),), unique=True)
        elif (field.indexed or field.type == "ref") and not field.unique:
            yield Index((names.column(field),))


def uniques(entity: Entity, names: Names) -> tuple[str, ...]:
    """Give the columns whose values must differ.

    For one that is added to its table later it is an index that sees to that: SQLite adds no constraint to a table.
    """
    return tuple(names.column(field) for field in entity.fields if field.unique and field.name not in names.late)
