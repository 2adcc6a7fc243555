"""A generated project on disk: `create(tree, target)` writes one, all or nothing."""

from scaffold.project.creation import Created, create
from scaffold.project.errors import ProjectError
from scaffold.project.target import check_target

__all__ = ["Created", "ProjectError", "check_target", "create"]
