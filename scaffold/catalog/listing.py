"""What stands on disk: the packs' feature folders and the files in them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.catalog import codes
from scaffold.catalog.problem import Problem

MANIFEST = "feature.toml"
TESTED = "tested.toml"
LOCK = "requirements.lock"
_IGNORED = {"__pycache__"}


class Folder(NamedTuple):
    """One feature's folder, with what is under `files/`, `slots/` and `stored/` (sorted, `/` between the parts).

    `over` is set for a folder without a manifest, which lies over the feature of another pack: all files in it.
    """

    pack: Path
    root: Path
    files: tuple[str, ...]
    slots: tuple[str, ...]
    over: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()


class Listing(NamedTuple):
    """The feature folders of some packs, their tables of tested versions, and a text that changes when they do."""

    folders: tuple[Folder, ...]
    tested: tuple[Path, ...]
    problems: tuple[Problem, ...]
    fingerprint: str


def builtin_root() -> Path:
    """Give the templates that come with this package: inside it in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def list_packs(roots: Sequence[Path]) -> Listing:
    """List packs, reading no file; the base feature first, then the others by name."""
    folders: list[Folder] = []
    tested: list[Path] = []
    problems: list[Problem] = []
    marks: list[str] = []
    for root in roots:
        if not root.is_dir():
            problems.append(Problem(codes.UNREADABLE, root, "is not a folder of templates"))
            continue
        if (root / TESTED).is_file():
            tested.append(root / TESTED)
            marks += [_mark(root / TESTED), _mark(root / LOCK)]
        for place in _feature_folders(root):
            folder, links = _folder(root, place)
            folders.append(folder)
            problems += links
            marks.append(
                "\n".join((_mark(place / MANIFEST), *folder.files, "", *folder.slots, "", *folder.stored, *folder.over))
            )
    return Listing(tuple(folders), tuple(tested), tuple(problems), "\n\n".join(marks))


def _feature_folders(root: Path) -> list[Path]:
    places = [root / "service"] if (root / "service").is_dir() else []
    features = root / "features"
    if features.is_dir():
        places += sorted(Path(entry.path) for entry in os.scandir(features) if entry.is_dir() and entry.name[0] != ".")
    return places


def _folder(pack: Path, place: Path) -> tuple[Folder, list[Problem]]:
    links: list[str] = []
    files = tuple(sorted(_walk(place / "files", "", links)))
    slots = tuple(sorted(name.removesuffix(".jinja") for name in _walk(place / "slots", "", links)))
    stored = tuple(sorted(_walk(place / "stored", "", links)))
    over = () if (place / MANIFEST).is_file() else tuple(sorted(_walk(place, "", [])))
    hint = "put a copy of the file there"
    return Folder(pack, place, files, slots, over, stored), [
        Problem(codes.LINK, Path(link), "is a link; links are refused", hint) for link in links
    ]


def _walk(folder: Path, prefix: str, links: list[str]) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name in _IGNORED:
            continue
        if entry.is_symlink():
            links.append(entry.path)
        elif entry.is_dir():
            yield from _walk(Path(entry.path), f"{prefix}{entry.name}/", links)
        else:
            yield prefix + entry.name


def _mark(file: Path) -> str:
    try:
        status = file.stat()
    except OSError:
        return f"{file} missing"
    return f"{file} {status.st_mtime_ns} {status.st_size}"
