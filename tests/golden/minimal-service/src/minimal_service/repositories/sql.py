"""SQL that is written with SQLAlchemy, compiled once, and run by the driver itself.

The statements are checked against the tables and serve every database, and a request pays neither
for compiling nor for a session: see docs/adr.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

Row = dict[str, Any]
Convert = Callable[[Any], Any]
Clause = sa.Select[Any] | sa.Insert | sa.Update | sa.Delete


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """The text for one database, and how values go in and come out."""

    sql: str
    parameters: tuple[tuple[str, Convert | None], ...]
    columns: tuple[tuple[str, Convert | None], ...]
    constants: Mapping[str, object]
    """Values that the statement brings itself, such as an offset of 0."""

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        """Put named values into the order and form that the driver takes."""
        if self.constants:
            values = {**self.constants, **values}
        return [
            values[name] if convert is None or values[name] is None else convert(values[name])
            for name, convert in self.parameters
        ]

    def row(self, values: Iterable[Any]) -> Row:
        """Name the values of a row, in the form that Python has for them."""
        return {
            name: value if convert is None or value is None else convert(value)
            for (name, convert), value in zip(self.columns, values, strict=True)
        }


class Statement:
    """A statement with named parameters, for any database."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self._compiled: dict[str, CompiledStatement] = {}

    @property
    def table(self) -> sa.Table:
        """The table that an insert, an update or a delete is about."""
        return cast("sa.Table", cast("sa.Insert | sa.Update | sa.Delete", self.clause).table)

    def compiled(self, dialect: sa.Dialect) -> CompiledStatement:
        """Return the form for a database, made at the first use."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: sa.Dialect) -> CompiledStatement:
        compiled = self.clause.compile(dialect=dialect)
        parameters = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]
        columns = [
            (column.name, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for column in self.clause.exported_columns
        ]
        constants = {
            name: bind.value for name, bind in compiled.binds.items() if bind.value is not None
        }
        return CompiledStatement(compiled.string, tuple(parameters), tuple(columns), constants)
