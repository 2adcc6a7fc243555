"""A generated project on disk: made (`create`), read (`read_lock`, `WorkingTree`), changed and changed back."""

from scaffold.project.creation import Created, create
from scaffold.project.errors import ProjectError
from scaffold.project.target import check_target
from scaffold.project.tracking import first_lock

__all__ = ["Created", "ProjectError", "check_target", "create", "first_lock"]
