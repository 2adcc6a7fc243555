"""Git's index and object store: what is read from them and written into them."""

import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from scaffold.project.git_command import output
from scaffold.project.model import NewFile


def prefix_of(project: Path) -> bytes:
    """Return where a project stands in its repository: empty, or a path that ends in `/`."""
    return output(project, "rev-parse", "--show-prefix").rstrip(b"\n")


def null_name(project: Path) -> bytes:
    """Return the object name that stands for nothing, as long as this repository's names are."""
    return b"0" * (64 if output(project, "rev-parse", "--show-object-format").strip() == b"sha256" else 40)


def index_line(path: bytes, name: bytes, mode: int = 0, stage: int = 0) -> bytes:
    """Return a line for `git update-index -z --index-info`; mode 0 takes the entry away."""
    shown = b"0" if not mode else b"100755" if mode & 0o100 else b"100644"
    return b"%s %s %d\t%s\0" % (shown, name, stage, path)


def entries_of(project: Path, paths: Collection[bytes]) -> bytes:
    """Return git's index entries of paths, which are from the top of the repository, as they are now."""
    if not paths:
        return b""
    places = [f":(top,literal){os.fsdecode(path)}" for path in paths]
    return output(project, "ls-files", "--stage", "--full-name", "-z", "--", *places)


def paths_in(entries: bytes) -> list[bytes]:
    """Return the paths of index lines, each once."""
    return list(dict.fromkeys(line.partition(b"\t")[2] for line in entries.split(b"\0") if line))


def lines_of(entries: bytes, paths: Collection[bytes]) -> bytes:
    """Return those of index lines that are of some paths."""
    lines = (line for line in entries.split(b"\0") if line)
    return b"".join(line + b"\0" for line in lines if line.partition(b"\t")[2] in paths)


def literal(paths: Iterable[str]) -> list[str]:
    """Return paths in which git expands no wildcards."""
    return [f":(literal){path}" for path in paths]


def store(project: Path, files: Sequence[NewFile]) -> list[bytes]:
    """Write contents into git's object store, by one process, and return their names."""
    with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
        places = [Path(folder) / str(number) for number in range(len(files))]
        for place, file in zip(places, files, strict=True):
            place.write_bytes(file.content)
        listed = "".join(f"{place}\n" for place in places).encode()
        return output(project, "hash-object", "-w", "--no-filters", "--stdin-paths", given=listed).split()
