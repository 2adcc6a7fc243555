"""The files that a library wrote into a folder, as rendered files."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.catalog.model import Ownership
from scaffold.foreign.errors import PackError
from scaffold.foreign.folder import files_of
from scaffold.project.confining import link_fault
from scaffold.project.model import LINK
from scaffold.render.model import Origin, RenderedFile
from scaffold.render.ownership import is_named
from scaffold.render.paths import find_clash, path_problem

if TYPE_CHECKING:
    import pygit2


def read_tree(pack: str, root: Path, result: Mapping[str, Any], skip: tuple[str, ...]) -> dict[str, RenderedFile]:
    """Read what a template wrote, by path, in order; raises PackError for what a project cannot hold.

    `result` says which template made which file (`templates`), which are written once (`seeded`) or are the library's
    own record (`derived`), and whether programs of the template ran; what these left in places that git ignores
    (caches, installed packages) is not part of the project. Links stay links where it says so (`links`).
    """
    templates: Mapping[str, str] = result["templates"]
    several = Counter(templates.values())
    paths = _kept(root, sorted(files_of(root)), templates, ran=bool(result["ran"]))
    files = {}
    for path in paths:
        links = bool(result.get("links"))
        _refuse(pack, root, path, links=links)
        template = templates.get(path, path)
        entity = path if several[template] > 1 else None
        owner = _owner(path, result, skip)
        files[path] = RenderedFile(path, *_read(root / path, links=links), owner, Origin(pack, template, entity=entity))
    clash = find_clash(files)
    if clash:
        message = f"the pack {pack} writes {clash[0]} and {clash[1]}, which are the same on some systems"
        raise PackError(message, "the pack must rename one of them")
    return files


def _read(place: Path, *, links: bool) -> tuple[bytes, int]:
    """Return a file's content and mode; those of a link that is to stay one, else of what it leads to."""
    if links and place.is_symlink():
        return os.fsencode(place.readlink()), LINK
    return place.read_bytes(), 0o755 if place.stat().st_mode & 0o111 else 0o644


def _owner(path: str, result: Mapping[str, Any], skip: tuple[str, ...]) -> Ownership:
    if path in result["derived"]:
        return "derived"
    if path in result["seeded"] or any(is_named(path, glob) for glob in skip):
        return "seeded"
    return "merged"


def _refuse(pack: str, root: Path, path: str, *, links: bool) -> None:
    problem = path_problem(path)
    if problem:
        raise PackError(f"the pack {pack} writes {path!r}: {problem}")
    place = root / path
    if not place.is_symlink():
        return
    if links:
        fault = link_fault(path, str(place.readlink()))
        if fault:
            raise PackError(f"the pack {pack} may not write this: {fault}", "the pack must be corrected")
        return
    target = place.resolve()
    if not target.is_relative_to(root.resolve()) or not target.is_file():
        said = "leads out of the project" if target.exists() else "leads nowhere"
        said = "leads to a folder" if target.is_dir() and target.is_relative_to(root.resolve()) else said
        raise PackError(
            f"the pack {pack} writes a link that {said}: {path}",
            "the pack must write a file; a link to a file inside the project becomes a copy of it",
        )


def left_out(root: Path, result: Mapping[str, Any]) -> list[str]:
    """Return what programs of a template made and git ignores: files, and folders of which it ignores all."""
    if not result["ran"]:
        return []
    repository = _repository(root)
    templates = result["templates"]
    ignored = [path for path in files_of(root) if path not in templates and repository.path_is_ignored(path)]
    return sorted({_ignored_part(path, repository) for path in ignored})


def _ignored_part(path: str, repository: "pygit2.Repository") -> str:
    parts = path.split("/")
    folders = ("/".join(parts[:count]) + "/" for count in range(1, len(parts)))
    return next((folder for folder in folders if repository.path_is_ignored(folder)), path)


def _kept(root: Path, paths: list[str], templates: Mapping[str, str], *, ran: bool) -> list[str]:
    if not ran:
        return paths
    repository = _repository(root)
    return [path for path in paths if path in templates or not repository.path_is_ignored(path)]


def _repository(root: Path) -> "pygit2.Repository":
    """Return a repository that knows the project's .gitignore files; one that a task made is as good."""
    import pygit2

    return pygit2.Repository(str(root)) if (root / ".git").is_dir() else pygit2.init_repository(str(root))
