"""A pack's folder: its digest, its kind, and links that lead out of it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from scaffold.catalog.private import is_own
from scaffold.foreign.errors import PackError
from scaffold.project.model import PackKind

COPIER_FILES = ("copier.yml", "copier.yaml")
COOKIECUTTER_FILE = "cookiecutter.json"
MAX_FILES = 50_000
MAX_BYTES = 1 << 30
MAX_DEPTH = 100
_IGNORED = {".git", "__pycache__"}


def kind_of(root: Path, name: str, wanted: PackKind | None = None) -> PackKind:
    """Say whose format a pack has; of several, the one that is wanted. Raises PackError for a folder that has none."""
    kinds = list(_kinds(root))
    if kinds:
        return wanted if wanted in kinds else kinds[0]
    raise PackError(
        f"{name} is no pack of templates: it has no copier.yml, no cookiecutter.json, no features/*/feature.toml",
        "where the pack is in a folder of it, add #subdirectory=FOLDER to the address",
    )


def _kinds(root: Path) -> Iterator[PackKind]:
    if any((root / file).is_file() for file in COPIER_FILES):
        yield "copier"
    if (root / COOKIECUTTER_FILE).is_file():
        yield "cookiecutter"
    if any(_is_feature(folder) for folder in (root / "service", *(root / "features").glob("*"))):
        yield "scaffold"


def _is_feature(folder: Path) -> bool:
    """Whether a folder says that it is a feature, or lies over one; others call folders so for what is theirs."""
    return (folder / "feature.toml").is_file() or any((folder / part).is_dir() for part in ("files", "slots"))


def digest_of(root: Path) -> str:
    """Return the SHA-256 (hex) of a folder's files, with their paths and whether they are executable."""
    total = hashlib.sha256()
    for path in sorted(files_of(root)):
        place = f"{root}/{path}"
        mode = os.lstat(place).st_mode
        if stat.S_ISLNK(mode):
            mark, content = b"l", os.fsencode(os.readlink(place))  # noqa: PTH115  one of thousands
        else:
            mark = b"x" if mode & 0o111 else b"f"
            with open(place, "rb", buffering=0) as file:  # noqa: PTH123
                content = file.readall()
        for part in (os.fsencode(path), mark, content):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def files_of(root: Path) -> Iterator[str]:
    """Give the path of every file and link under a folder, with `/` between the parts; git's own are left out."""
    return _files(os.fspath(root))


def _files(root: str) -> Iterator[str]:
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = list(os.scandir(f"{root}/{prefix}"))
        except OSError:
            continue  # nothing can be seen in it
        for entry in entries:
            if entry.name in _IGNORED:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def is_owned(root: Path) -> bool:
    """Say whether all files under a folder are this user's, and nobody else can write to them."""
    return all(is_own(os.lstat(f"{root}/{path}")) for path in files_of(root))


def inspect(root: Path, name: str) -> None:
    """Refuse a pack that has no end, or more in it than files and links to its own files; raises PackError.

    A link to what is not in it would copy the user's own files into the project; who reads a pipe waits for ever.
    """
    whole, size = root.resolve(), 0
    for number, path in enumerate(files_of(root), start=1):
        status = os.lstat(f"{root}/{path}")
        size += status.st_size
        if number > MAX_FILES or size > MAX_BYTES or path.count("/") > MAX_DEPTH:
            most = f"{MAX_FILES:,} files, {MAX_BYTES >> 20} MB or {MAX_DEPTH} folders in each other"
            raise PackError(f"the pack {name} has more than {most}", "take out of it what is no template")
        if stat.S_ISLNK(status.st_mode):
            _refuse_link_out(root, whole, path, name)
        elif not stat.S_ISREG(status.st_mode):
            raise PackError(f"the pack {name} has a pipe or a device in it: {path}", "take it out")


def _refuse_link_out(root: Path, whole: Path, path: str, name: str) -> None:
    try:
        inside = (root / path).resolve().is_relative_to(whole)
    except (OSError, RuntimeError):  # a circle
        inside = False
    if not inside:
        raise PackError(f"the pack {name} has a link that leads out of it: {path}", "put a copy of the file there")
