"""The environment of other programs: this process's own, without what ties git to another repository."""

import os

_TIED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE")


def untied() -> dict[str, str]:
    """Return the environment variables; those of a git hook that this process may run in are left out."""
    return {name: value for name, value in os.environ.items() if name not in _TIED}
