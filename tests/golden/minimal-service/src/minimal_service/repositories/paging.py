"""Keyset pagination: each page starts behind the last item of the page before.

Unlike an offset, it costs the same on every page, and what comes or goes on earlier pages moves
nothing on later ones. The pages are no snapshot: an item that is committed late, or that gets
another sort value, may be missed or shown twice.
"""

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa


class ListFilter(NamedTuple):
    """What a parameter of a list compares with a column."""

    parameter: str
    column: str
    operator: Literal["eq", "ge", "le"]


COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ge": operator.ge,
    "le": operator.le,
}


@lru_cache(maxsize=1024)
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
    value, identity = table.c[sort], table.c.id
    query = sa.select(*columns)
    for each in filters:
        column = table.c[each.column]
        wanted = sa.bindparam(f"filter_{each.parameter}", type_=column.type)
        query = query.where(COMPARE[each.operator](column, wanted))
    if after:
        position = sa.tuple_(
            sa.bindparam("after_value", type_=value.type),
            sa.bindparam("after_id", type_=identity.type),
        )
        here = sa.tuple_(value, identity)
        query = query.where(here < position if descending else here > position)
    order = (value.desc(), identity.desc()) if descending else (value.asc(), identity.asc())
    return query.order_by(*order).limit(sa.bindparam("rows", type_=sa.Integer))
