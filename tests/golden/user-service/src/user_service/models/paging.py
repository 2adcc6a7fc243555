"""Lists, a page at a time."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from user_service.models.base import BaseResource

ItemT = TypeVar("ItemT", bound=BaseResource)


class PageOf(BaseModel, Generic[ItemT], frozen=True):
    """Some of a list, and where the rest begins."""

    items: list[ItemT]
    next_cursor: Annotated[
        str | None, Field(description="Send as `cursor` for the next page; null on the last page.")
    ]


class PagedQuery(BaseModel, extra="forbid", frozen=True):
    """Which page of a list; lists add their filters and the order."""

    limit: Annotated[
        int, Field(ge=1, le=100, description="The most items: where they are long, fewer come.")
    ] = 50
    cursor: Annotated[
        str | SkipJsonSchema[None],
        Field(max_length=2000, description="The `next_cursor` of the page before, same sort."),
    ] = None
    sort: str = "created_at"


def order_of(query: PagedQuery) -> tuple[str, bool]:
    """Return the field to sort by, and whether the greatest value comes first."""
    return query.sort.removeprefix("-"), query.sort.startswith("-")


def filters_of(query: PagedQuery) -> dict[str, object]:
    """Return the parameters that items must match."""
    return query.model_dump(exclude=set(PagedQuery.model_fields), exclude_none=True)
