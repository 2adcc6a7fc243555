"""One digest for all that templates can bring into a project."""

import hashlib
import os
from collections.abc import Iterator

from scaffold.catalog.model import Catalog


def templates_digest(catalog: Catalog) -> str:
    """Return the SHA-256 (hex) of every file of the catalogue's packs, with their paths in the pack.

    The same packs elsewhere, or under another installation, have the same digest. Raises OSError.
    """
    found = hashlib.sha256()
    for root in catalog.roots:
        for path in sorted(_files(os.fspath(root), "")):
            with open(f"{root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123  one of thousands
                content = file.readall()
            found.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
        found.update(b"\0")
    return found.hexdigest()


def _files(root: str, prefix: str) -> Iterator[str]:
    for entry in os.scandir(f"{root}/{prefix}"):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__" and not entry.name.startswith("."):
                yield from _files(root, f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name
