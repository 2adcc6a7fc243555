"""A rendered tree on disk."""

from collections.abc import Mapping
from pathlib import Path

from scaffold.project import disk
from scaffold.project.model import NewFile


def write_files(folder: Path, files: Mapping[str, NewFile]) -> None:
    """Write files by their paths into a new folder; raises OSError.

    It does not wait for the disk: after a loss of power the same command makes the same files again, and waiting costs
    more than all the rest.
    """
    root = str(folder)
    made = {""}
    folder.mkdir(exist_ok=True)
    for path, file in files.items():
        _make_folders(root, path.rpartition("/")[0], made)
        usual = 0o777 if file.mode & 0o100 else 0o666  # the user's umask takes away what it takes away
        disk.write_unsynced(disk.Written(f"{root}/{path}", file.content, usual))


def _make_folders(root: str, path: str, made: set[str]) -> None:
    if path not in made:
        _make_folders(root, path.rpartition("/")[0], made)
        disk.make_folder(f"{root}/{path}")
        made.add(path)
