"""Rows with the columns that every table has."""

import datetime as dt
from typing import Any
from uuid import UUID

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def identifier(number: int) -> UUID:
    return UUID(int=number, version=4)


def row(number: int, /, **values: object) -> dict[str, Any]:
    """A row with the columns that every table has."""
    return {"id": identifier(number), "version": 1, "created_at": NOW, "updated_at": NOW, **values}
