"""A rendered tree on disk."""

import stat
from collections.abc import Mapping
from pathlib import Path

from scaffold.project import disk
from scaffold.project.model import NewFile


def write_files(stage: Path, folder: str, files: Mapping[str, NewFile]) -> None:
    """Write files by their paths into a new folder of a stage; raises OSError.

    It does not wait for the disk: after a loss of power the same command makes the same files again, and waiting costs
    more than all the rest.
    """
    root = disk.Root(stage)
    made = {""}
    by_folder: dict[str, list[disk.Written]] = {folder: []}
    for path, file in files.items():
        usual = 0o777 if file.mode & 0o100 else 0o666  # the user's umask takes away what it takes away
        place = f"{folder}/{path}"
        written = disk.Written(place, file.content, usual, link=stat.S_ISLNK(file.mode))
        by_folder.setdefault(place.rpartition("/")[0], []).append(written)
    for place, inside in by_folder.items():
        _make_folders(root, place, made)
        root.write_unsynced(place, inside)


def _make_folders(root: disk.Root, path: str, made: set[str]) -> None:
    if path not in made:
        _make_folders(root, path.rpartition("/")[0], made)
        root.make_folder(path)
        made.add(path)
