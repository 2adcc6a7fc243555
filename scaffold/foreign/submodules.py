"""Submodules of a copier template: copier brings them along."""

import configparser
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

from scaffold.foreign.errors import PackError
from scaffold.foreign.repository import open_repository
from scaffold.foreign.source import Source, read_source

_DEPTH = 5
"""Submodules within submodules that are followed."""


def bring(source: Source, tree: Path, missing: Mapping[str, str], depth: int = _DEPTH) -> tuple[str, ...]:
    """Write the files of submodules into a template's; return what is left out, each with the reason.

    `missing` are the commits of the submodules, by their paths in `tree`.
    """
    addresses = dict(_addresses(tree / ".gitmodules")) if missing else {}
    left_out: list[str] = []
    for path, commit in missing.items():
        try:
            inner = _write(_source(source, addresses.get(path)), commit, tree / path, depth)
            left_out += [f"{path}/{each}" for each in inner]
        except PackError as error:
            left_out.append(f"{path} ({error.message})")
    return tuple(left_out)


def _write(source: Source, commit: str, place: Path, depth: int) -> tuple[str, ...]:
    if depth == 0:
        raise PackError("it lies too deep in others")
    repository = open_repository(source)
    version = repository.find(commit) if repository else None
    if repository is None or version is None:
        raise PackError(f"{source.text} has no commit {commit}")
    place.mkdir(parents=True, exist_ok=True)
    return bring(source, place, repository.export(version.commit, place), depth - 1)


def _addresses(file: Path) -> Iterator[tuple[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return
    for name in parser.sections():
        path, address = parser.get(name, "path", fallback=None), parser.get(name, "url", fallback=None)
        if path and address:
            yield path, address.strip('"')


def _source(around: Source, address: str | None) -> Source:
    """Return where a submodule comes from; a template from elsewhere reaches nothing on this machine."""
    if address is None:
        raise PackError(".gitmodules does not say where it is")
    if address.startswith(("./", "../")):
        address = _joined(around.url or str(around.path), address)
    source = read_source(address)
    if _is_local(source) and not _is_local(around):
        raise PackError(f"it leads to {address}, on this machine")
    return source


def _joined(base: str, relative: str) -> str:
    head, separator, path = base.rpartition("://")
    start = path.find("/") if separator else 0
    return head + separator + path[:start] + posixpath.normpath(posixpath.join(path[start:], relative))


def _is_local(source: Source) -> bool:
    return source.url is None or source.url.startswith("file:")
