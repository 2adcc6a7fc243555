"""The merge of what the templates wrote, what stands in a project, and what the templates write now."""

from scaffold.merge.markers import open_regions
from scaffold.merge.model import (
    Base,
    Conflict,
    ConflictKind,
    Item,
    Kind,
    Labels,
    MergePlan,
    Note,
    Records,
    Region,
)
from scaffold.merge.planning import plan_update

__all__ = [
    "Base",
    "Conflict",
    "ConflictKind",
    "Item",
    "Kind",
    "Labels",
    "MergePlan",
    "Note",
    "Records",
    "Region",
    "open_regions",
    "plan_update",
]
