"""A rendered tree on disk, safe against loss of power."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from scaffold.render.model import RenderedFile


def write_files(files: Iterable[RenderedFile], folder: Path) -> None:
    """Write files into a new folder and wait until the disk has them; raises OSError."""
    made = {folder}
    folder.mkdir(exist_ok=True)
    paths: list[str] = []
    for file in files:
        path = folder / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.update(parent for parent in path.parents if parent.is_relative_to(folder))
        _write(str(path), file)
        paths.append(str(path))
    sync([*paths, *(str(path) for path in made)])


def _write(path: str, file: RenderedFile) -> None:
    mode = 0o777 if file.mode & 0o100 else 0o666  # the user's umask takes away what it takes away
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as out:
        out.write(file.content)


def sync(paths: Iterable[str]) -> None:
    """Wait until the disk has files and folders; all are written first, as then one wait serves many."""
    for path in paths:
        try:
            handle = os.open(path, os.O_RDONLY)
        except PermissionError:  # a folder, where folders cannot be opened
            continue
        try:
            with contextlib.suppress(OSError) if Path(path).is_dir() else contextlib.nullcontext():
                os.fsync(handle)
        finally:
            os.close(handle)
