"""How `alembic revision --autogenerate` writes the types of columns."""

from typing import Literal

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext

from user_service.repositories.columns import DecimalType


def render_item(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Write a type as what each database keeps; a revision must not change with the code."""
    if kind != "type":
        return False
    if isinstance(item, sa.DateTime):
        return f"sa.DateTime(timezone={item.timezone})"
    if isinstance(item, DecimalType):
        text = f"sa.String({item.precision + 1})"
        return f'sa.Numeric({item.precision}, {item.scale}).with_variant({text}, "sqlite")'
    if isinstance(item, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False
