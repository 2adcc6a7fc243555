"""The project that a person is in."""

from pathlib import Path

from scaffold.project import state
from scaffold.project.git_history import absence
from scaffold.update.errors import UpdateError


def find_root(place: Path) -> Path:
    """Return the nearest folder, from a place upward, that scaffold keeps up to date; raises UpdateError."""
    absolute = place.absolute()
    for folder in (absolute, *absolute.parents):
        if (folder / state.FOLDER).is_dir():
            return folder
    for folder in (absolute, *absolute.parents):
        known = absence(folder, state.LOCK) if folder.is_dir() else None
        if known is not None:
            raise UpdateError(f"{folder / state.LOCK} {known.message}", known.hint)
        if (folder / ".git").exists():
            break
    hint = "go to a project that scaffold made; one that copier or cruft made: scaffold adopt"
    raise UpdateError(f"there is no {state.FOLDER} folder here or above", hint)
