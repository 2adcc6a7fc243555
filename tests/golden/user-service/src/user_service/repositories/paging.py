"""Keyset pagination: each page starts behind the last item of the page before.

Unlike an offset, it costs the same on every page, and what comes or goes on earlier pages moves
nothing on later ones. The pages are no snapshot: an item that is committed late, or that gets
another sort value, may be missed or shown twice.

A page of long texts and documents ends early, so that neither side has to hold them all.
"""

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa


class ListFilter(NamedTuple):
    """What a parameter of a list compares with a column."""

    parameter: str
    column: str
    operator: Literal["eq", "ge", "le"]


PAGE_LENGTH = 2_000_000
"""A page ends with the item that brings its texts and documents to so many characters."""
LONG = (sa.Text, sa.JSON)
"""Types of columns that count for it: the others are short."""

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ge": operator.ge,
    "le": operator.le,
}


@lru_cache(maxsize=1024)  # to write it takes as long as to run it
def page_statement(
    columns: tuple[sa.Column[Any], ...],
    sort: str,
    filters: tuple[ListFilter, ...],
    *,
    descending: bool,
    after: bool,
) -> sa.Select[Any]:
    """Write the query for one shape of list, with the id as the last resort of the order."""
    table = columns[0].table
    query = sa.select(*columns)
    for each in filters:
        column = table.c[each.column]
        wanted = sa.bindparam(f"filter_{each.parameter}", type_=column.type)
        query = query.where(COMPARE[each.operator](column, wanted))
    if after:
        value, identity = table.c[sort], table.c.id
        position = sa.tuple_(
            sa.bindparam("after_value", type_=value.type),
            sa.bindparam("after_id", type_=identity.type),
        )
        here = sa.tuple_(value, identity)
        query = query.where(here < position if descending else here > position)
    query = query.order_by(*_order(table, sort, descending=descending))
    query = query.limit(sa.bindparam("rows", type_=sa.Integer))
    if not any(isinstance(column.type, LONG) for column in columns):
        return query
    return _shortened(query.subquery("page"), sort, descending=descending)


def found_rows(rows: Sequence[sa.Row[Any]], columns: Sequence[sa.Column[Any]]) -> int:
    """Return how many rows there were, with those that a page was too short for."""
    is_counted = rows and len(rows[0]) > len(columns)
    return int(rows[0][-1]) if is_counted else len(rows)


def _shortened(page: sa.Subquery, sort: str, *, descending: bool) -> sa.Select[Any]:
    """Keep the rows that begin within the length of a page; the last column counts all."""
    length: sa.ColumnElement[int] = sa.literal(0)
    for column in page.c:
        if isinstance(column.type, LONG):
            length += sa.func.coalesce(sa.func.length(sa.cast(column, sa.Text)), 0)
    order = _order(page, sort, descending=descending)
    before = sa.func.sum(length).over(order_by=order, rows=(None, -1))
    # No column of a table is called so, with a blank in it.
    placed = sa.select(
        *page.c, before.label("length before"), sa.func.count().over().label("all rows")
    ).subquery("placed")
    limit = sa.bindparam("page_length", callable_=lambda: PAGE_LENGTH, type_=sa.BigInteger)
    return (
        sa.select(placed)
        .where(sa.func.coalesce(placed.c["length before"], 0) < limit)
        .order_by(*_order(placed, sort, descending=descending))
    )


def _order(rows: sa.FromClause, sort: str, *, descending: bool) -> list[sa.UnaryExpression[Any]]:
    return [key.desc() if descending else key.asc() for key in (rows.c[sort], rows.c.id)]
