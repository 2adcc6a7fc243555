"""The user's own folders, where scaffold keeps what belongs to no project."""

import os
import sys
from pathlib import Path
from typing import NamedTuple


class Purpose(NamedTuple):
    """What a folder is for: the variable that names it, that of the XDG rules, and its place in a home without them."""

    own: str
    xdg: str
    home: str
    macos: str


CACHE = Purpose("SCAFFOLD_CACHE_DIR", "XDG_CACHE_HOME", ".cache", "Library/Caches")
STATE = Purpose("SCAFFOLD_STATE_DIR", "XDG_STATE_HOME", ".local/state", "Library/Application Support")


def user_folder(purpose: Purpose) -> Path | None:
    """Return the folder for a purpose, by the rules of the system; it may not exist.

    None where there is no home, or a name that is not absolute: that would be another folder in each working folder.
    """
    own = os.environ.get(purpose.own)
    try:
        folder = Path(own) if own else _base(purpose) / "scaffold"
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None


def _base(purpose: Purpose) -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / purpose.macos
    base = os.environ.get(purpose.xdg, "")
    return Path(base) if base.startswith("/") else Path.home() / purpose.home
