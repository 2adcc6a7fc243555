"""How `alembic revision --autogenerate` writes the types of columns."""

from typing import Literal

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext


def render_item(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write a type as what each database keeps; a revision must not change with the code."""
    if kind != "type":
        return False
    if isinstance(item, sa.DateTime):
        return f"sa.DateTime(timezone={item.timezone})"
    return False
