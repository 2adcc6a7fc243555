"""An entity's table as a migration reads its rows."""

from scaffold.spec.model import Entity

from .kinds import COMMON_TYPES, column_of

_TYPES = {**COMMON_TYPES, "json": "sa.JSON", "list": "sa.JSON", "timestamp": "moment"}


def read_columns(entity: Entity) -> list[tuple[str, str]]:
    """Return the names of the columns that fields are in, and their types as code; `moment` is that of timestamps."""
    return [(column_of(field), _TYPES.get(field.type, "sa.Text")) for field in entity.fields if field.type != "decimal"]


def read_decimals(entity: Entity) -> list[tuple[str, int, int]]:
    """Return the columns that hold decimals, each with its digits, and those of them after the point."""
    decimals = (field for field in entity.fields if field.type == "decimal")
    return [(field.name, field.precision or 0, field.scale or 0) for field in decimals]
