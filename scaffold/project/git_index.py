"""Git's index and object store: what is read from them and written into them."""

import os
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from scaffold.project.errors import ProjectError
from scaffold.project.git_command import output, strange_filters
from scaffold.project.model import NewFile

_CHANGING = ("filter", "ident", "working-tree-encoding")
_NOTHING = {b"unspecified", b"unset"}
_MEANT = ("diff", "--no-ext-diff", "--name-only", "--diff-filter=A", "-z")
_INTENT = b"intent-to-add\t"
"""Begins, among index lines, the one of a file that is only meant to be added; git itself has no line for that."""

_NO_WARNING = ("-c", "core.safecrlf=false")


def prefix_of(project: Path) -> bytes:
    """Return where a project stands in its repository: empty, or a path that ends in `/`."""
    return output(project, "rev-parse", "--show-prefix").rstrip(b"\n")


def null_name(project: Path) -> bytes:
    """Return the object name that stands for nothing, as long as this repository's names are."""
    return b"0" * (64 if output(project, "rev-parse", "--show-object-format").strip() == b"sha256" else 40)


def index_line(path: bytes, name: bytes, mode: int = 0, stage: int = 0) -> bytes:
    """Return a line for `git update-index -z --index-info`; mode 0 takes the entry away."""
    kind = b"120000" if stat.S_ISLNK(mode) else b"100755" if mode & 0o100 else b"100644"
    shown = kind if mode else b"0"
    return b"%s %s %d\t%s\0" % (shown, name, stage, path)


def entries_of(project: Path, paths: Collection[bytes]) -> bytes:
    """Return git's index entries of paths, which are from the top of the repository, as they are now."""
    if not paths:
        return b""
    places = _from_top(paths)
    entries = output(project, "ls-files", "--stage", "--full-name", "-z", "--", *places)
    meant = set(output(project, *_MEANT, "--", *places, reads_files=True).split(b"\0"))
    lines = (line for line in entries.split(b"\0") if line)
    return b"".join((_INTENT + path if (path := line.partition(b"\t")[2]) in meant else line) + b"\0" for line in lines)


def restore_entries(project: Path, entries: bytes) -> None:
    """Put index entries back; raises ProjectError."""
    lines = [line for line in entries.split(b"\0") if line]
    given = b"".join(line + b"\0" for line in lines if not line.startswith(_INTENT))
    if given:
        output(project, "update-index", "-z", "--index-info", given=given)
    meant = [line.removeprefix(_INTENT) for line in lines if line.startswith(_INTENT)]
    if meant:
        output(project, "add", "--intent-to-add", "--ignore-errors", "--", *_from_top(meant), reads_files=True)


def _from_top(paths: Iterable[bytes]) -> list[str]:
    return [f":(top,literal){os.fsdecode(path)}" for path in paths]


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


def require_unfiltered(project: Path, paths: Collection[str]) -> None:
    """Refuse files whose filter does not run here, as git would keep what it is to hide. Raises ProjectError."""
    settings = strange_filters(project) if paths else {}
    names = {name.removeprefix("filter.").rpartition(".")[0] for name in settings}
    strange = {name for name in names if not any(settings[f"filter.{name}.{part}"] for part in ("clean", "process"))}
    if not strange:
        return
    found = [path for path, name in _attributes(project, paths, "filter") if os.fsdecode(name) in strange]
    if found:
        message = (
            "goes through a filter that only the project's own .git/config names, so that scaffold does not run it"
        )
        hint = "if you trust it, name the filter in your own settings too: git config --global filter.NAME.clean ..."
        raise ProjectError(project / found[0], message, hint)


def store(project: Path, files: Sequence[tuple[str, NewFile]]) -> list[bytes]:
    """Write contents into git's object store, as `git add` would at their paths, and return their names."""
    filtered = _filtered(project, {path for path, file in files if not stat.S_ISLNK(file.mode)})
    require_unfiltered(project, filtered)
    converted = {
        number: _convert(project, path, file.content)
        for number, (path, file) in enumerate(files)
        if not stat.S_ISLNK(file.mode) and (path in filtered or b"\r\n" in file.content)
    }
    rest = iter(_store([file.content for number, (_, file) in enumerate(files) if number not in converted], project))
    return [converted.get(number) or next(rest) for number in range(len(files))]


def _store(contents: Sequence[bytes], project: Path) -> list[bytes]:
    """Write contents as they are, by one process."""
    with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
        places = [Path(folder) / str(number) for number in range(len(contents))]
        for place, content in zip(places, contents, strict=True):
            place.write_bytes(content)
        listed = "".join(f"{place}\n" for place in places).encode()
        return output(project, "hash-object", "-w", "--no-filters", "--stdin-paths", given=listed).split()


def _convert(project: Path, path: str, content: bytes) -> bytes:
    """Write a content with the line ends, the encoding and the filter that git has for its path."""
    return output(
        project, *_NO_WARNING, "hash-object", "-w", "--stdin", f"--path={path}", given=content, reads_files=True
    ).strip()


def _filtered(project: Path, paths: Collection[str]) -> set[str]:
    """Return the paths whose contents git changes, whatever their line ends are."""
    return {path for path, value in _attributes(project, paths, *_CHANGING) if value not in _NOTHING}


def _attributes(project: Path, paths: Collection[str], *names: str) -> Iterator[tuple[str, bytes]]:
    """Yield the value of each attribute of each path, as git has them."""
    asked = b"".join(os.fsencode(path) + b"\0" for path in sorted(paths))
    told = output(project, "check-attr", "-z", "--stdin", *names, given=asked).split(b"\0")
    yield from zip(map(os.fsdecode, told[::3]), told[2::3], strict=False)
