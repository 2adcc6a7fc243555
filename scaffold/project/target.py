"""Which folders a project may be written into."""

import re
import stat
from collections.abc import Collection
from pathlib import Path

from scaffold.project.errors import ProjectError, from_os_error
from scaffold.project.staging import is_stage

_KEPT = re.compile(r"\.git|(readme|licen[cs]e|copying|unlicense)([.-].*)?", re.IGNORECASE)


def check_target(target: Path, tree_names: Collection[str] = ()) -> tuple[str, ...] | None:
    """Return the names that already stand in a target, or None when it does not exist; raises ProjectError.

    A target may hold `.git`, a README and a licence, which are kept. `tree_names` are the names that the project would
    put there: one that differs from a kept file's only in case is refused, as some systems take the two for one.
    """
    try:
        status = target.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, target) from error
    if stat.S_ISLNK(status.st_mode):
        raise ProjectError(target, "is a link", "name the folder itself; scaffold does not write through links")
    if not stat.S_ISDIR(status.st_mode):
        raise ProjectError(target, "is a file", "choose another name, or another folder with --output")
    try:
        names = sorted(path.name for path in target.iterdir() if not is_stage(path))
    except OSError as error:
        raise from_os_error(error, target) from error
    _refuse_others(target, names)
    _refuse_case(target, names, tree_names)
    return tuple(names)


def _refuse_others(target: Path, names: list[str]) -> None:
    others = [name for name in names if not _KEPT.fullmatch(name)]
    if others:
        shown = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")  # noqa: PLR2004
        hint = "choose another name, or another folder with --output; only .git, a README and a licence may stand there"
        raise ProjectError(target, f"is not empty: it holds {shown}", hint)


def _refuse_case(target: Path, names: list[str], tree_names: Collection[str]) -> None:
    ours = {name.lower(): name for name in tree_names}
    for name in names:
        own = ours.get(name.lower(), name)
        if own != name:
            message = f"holds {name}, which only differs in case from the project's {own}"
            raise ProjectError(target, message, f"rename {name} to {own}; then it is kept as it is")
