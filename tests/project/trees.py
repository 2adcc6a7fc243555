"""Small rendered trees and what stands on disk, for comparing."""

from pathlib import Path
from typing import Any

from scaffold.project import Created, create, first_lock
from scaffold.render.model import Origin, RenderedFile, RenderedTree
from tests.project.states import mode_of

FILES = {
    ".github/ci.yml": b"on: push\n",
    "README.md": b"# ours\n",
    "script/run": b"#!/bin/sh\n",
    "src/a/b.py": b"x = 1\n",
    "src/a/c.py": b"",
    "src/a/link": b"to/b.py",
}

STATE = [f".scaffold/{name}" for name in (".gitattributes", ".gitignore", "baseline.tar.xz", "lock.toml")]


def tree(files: dict[str, bytes] = FILES) -> RenderedTree:
    origin = Origin("service", "files/x")
    return RenderedTree(
        {
            path: RenderedFile(path, content, mode_of(content), "merged", origin)
            for path, content in sorted(files.items())
        }
    )


def make(made: RenderedTree, target: Path, **options: Any) -> Created:
    return create(made, target, first_lock(made.files, "0" * 64), **options)


def contents(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder but `.git`: files with their bytes, links with their targets, folders with None."""
    return {
        str(path.relative_to(folder)): _content(path)
        for path in folder.rglob("*")
        if ".git" not in path.relative_to(folder).parts
    }


def _content(path: Path) -> bytes | None:
    if path.is_symlink():
        return bytes(path.readlink())
    return None if path.is_dir() else path.read_bytes()


def files(folder: Path) -> dict[str, bytes | None]:
    """The files below a folder, but what scaffold keeps there for itself."""
    found = contents(folder).items()
    return {path: content for path, content in found if content is not None and not path.startswith(".scaffold/")}
