"""The statements of a migration, and how they are laid out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .layout import STEP, Piece, Words, call, lay
from .strings import quoted


class Batch(NamedTuple):
    """Operations on one table; SQLite, which can alter little, copies the table for them."""

    table: str
    operations: "tuple[Piece, ...]"


class Branch(NamedTuple):
    """Statements about a table that differ from database to database."""

    table: str
    postgresql: "tuple[Statement, ...]" = ()
    sqlite: "tuple[Statement, ...]" = ()


Statement = str | Piece | Batch | Branch

_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")
"""What SQLAlchemy takes for one."""
_ASKS = 'op.get_context().dialect.name == "{}":'


def escaped(text: str) -> str:
    """Return SQL in which SQLAlchemy sees no parameter."""
    return _PARAMETER.sub(r"\:", text)


def execute(statement: str) -> Piece:
    """Return the operation that runs a statement of SQL."""
    text = escaped(statement)
    return call("op.execute", Words(text) if " ".join(text.split()) == text else quoted(text))


def lines(statements: Iterable[Statement], indent: int = STEP) -> Iterator[str]:
    """Give statements as lines, indented but for the first."""
    for statement in merged(list(statements)):
        yield from (text.removeprefix(" " * STEP) for text in _lines(statement, indent))


def merged(statements: Sequence[Statement]) -> list[Statement]:
    """Join neighbours that say the same: batches of one table, and branches."""
    found: list[Statement] = []
    for statement in statements:
        last = found[-1] if found else None
        if isinstance(statement, Batch) and isinstance(last, Batch) and statement.table == last.table:
            found[-1] = Batch(last.table, (*last.operations, *statement.operations))
        elif isinstance(statement, Branch) and isinstance(last, Branch) and statement.table == last.table:
            found[-1] = Branch(last.table, (*last.postgresql, *statement.postgresql), (*last.sqlite, *statement.sqlite))
        elif not isinstance(statement, Batch) or statement.operations:
            found.append(statement)
    return found


def _lines(statement: Statement, indent: int) -> Iterator[str]:
    margin = " " * indent
    if isinstance(statement, Batch):
        yield f"{margin}with op.batch_alter_table({quoted(statement.table)}) as batch_op:"
        for operation in statement.operations:
            yield margin + " " * STEP + lay(operation, indent=indent + STEP)
    elif isinstance(statement, Branch):
        yield from _branch(statement, indent)
    else:
        yield margin + lay(statement, indent=indent)


def _branch(branch: Branch, indent: int) -> Iterator[str]:
    margin = " " * indent
    first, then = ("postgresql", "sqlite") if branch.postgresql else ("sqlite", "postgresql")
    yield f"{margin}if {_ASKS.format(first)}"
    yield from _body(getattr(branch, first), indent)
    other = getattr(branch, then)
    if other:
        yield f"{margin}else:"
        yield from _body(other, indent)


def _body(statements: Sequence[Statement], indent: int) -> Iterator[str]:
    for statement in merged(statements):
        yield from _lines(statement, indent + STEP)
