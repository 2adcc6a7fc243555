"""A pack's folder: its digest, its kind, and links that lead out of it."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from scaffold.foreign.errors import PackError
from scaffold.project.model import PackKind

COPIER_FILES = ("copier.yml", "copier.yaml")
COOKIECUTTER_FILE = "cookiecutter.json"
_IGNORED = {".git", "__pycache__"}


def kind_of(root: Path, name: str) -> PackKind:
    """Say whose format a pack has; raises PackError for a folder that has none."""
    if any((root / file).is_file() for file in COPIER_FILES):
        return "copier"
    if (root / COOKIECUTTER_FILE).is_file():
        return "cookiecutter"
    if (root / "features").is_dir() or (root / "service").is_dir():
        return "scaffold"
    raise PackError(
        f"{name} is no pack of templates: it has no copier.yml, no cookiecutter.json, no features/ and no service/",
        "where the pack is in a folder of it, add #subdirectory=FOLDER to the address",
    )


def digest_of(root: Path) -> str:
    """Return the SHA-256 (hex) of a folder's files, with their paths and whether they are executable."""
    total = hashlib.sha256()
    for path in sorted(files_of(root)):
        place = root / path
        if place.is_symlink():
            mark, content = b"l", os.fsencode(place.readlink())
        else:
            mark, content = (b"x" if place.stat().st_mode & 0o111 else b"f"), place.read_bytes()
        for part in (os.fsencode(path), mark, content):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def files_of(root: Path) -> Iterator[str]:
    """Give the path of every file and link under a folder, with `/` between the parts; git's own are left out."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in _IGNORED)
        here = Path(folder).relative_to(root)
        links = [name for name in names if (Path(folder) / name).is_symlink()]
        yield from ((here / name).as_posix() for name in (*files, *links) if name not in _IGNORED)


def refuse_links_out(root: Path, name: str) -> None:
    """Refuse a pack that has links to what is not in it: rendering would copy the user's own files into the project."""
    whole = root.resolve()
    for path in files_of(root):
        place = root / path
        if place.is_symlink() and not place.resolve().is_relative_to(whole):
            raise PackError(f"the pack {name} has a link that leads out of it: {path}", "put a copy of the file there")
