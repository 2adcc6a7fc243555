"""One fault of a pack, before it is shown."""

from pathlib import Path
from typing import NamedTuple


class Problem(NamedTuple):
    """One fault of a pack: which file, and where in its TOML (`place`, a path of keys) or at which line."""

    code: str
    file: Path
    message: str
    hint: str | None = None
    place: tuple[str, ...] = ()
    line: int | None = None
    column: int = 1
