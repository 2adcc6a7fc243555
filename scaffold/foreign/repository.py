"""Versions of a pack that lies in a git repository: which there are, and the files of one.

A repository on this machine is read where it is. One with a URL is kept as a mirror in the user's cache folder; a
commit that the mirror has needs no network.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, NamedTuple

from scaffold.foreign.errors import PackError
from scaffold.foreign.folder import MAX_BYTES, MAX_DEPTH, MAX_FILES
from scaffold.foreign.mirror import fetch, mirror_of
from scaffold.foreign.source import Source

if TYPE_CHECKING:
    import pygit2

_LINK, _PROGRAM, _SUBMODULE = 0o120000, 0o100755, 0o160000


class Version(NamedTuple):
    """A commit, in full, and what git calls it: a tag, or the nearest tag and the way from it."""

    commit: str
    label: str


class Repository:
    """A repository of a pack."""

    def __init__(self, source: Source, opened: "pygit2.Repository", mirror: Path | None) -> None:
        self._source = source
        self._git = opened
        self._mirror = mirror

    def find(self, ref: str) -> Version | None:
        """Return the commit that a tag, a branch, a commit's name or a description of one means; None: there is none.

        A mirror that does not know it is brought up to date first.
        """
        known = self._look_up(ref)
        return known if known or not self._refresh() else self._look_up(ref)

    def knows(self, ref: str) -> bool:
        """Say whether a ref means something already, before a mirror is brought up to date."""
        return self._look_up(ref) is not None

    def _look_up(self, ref: str) -> Version | None:
        import pygit2

        for name in (f"refs/tags/{ref}", f"refs/heads/{ref}", f"refs/remotes/origin/{ref}", ref):
            try:
                found = self._git.revparse_single(name).peel(pygit2.Commit)
            except (KeyError, ValueError, pygit2.GitError):
                continue
            return Version(str(found.id), self._label(found))
        return None

    def refresh(self) -> None:
        """Bring a mirror up to date; raises PackError where its origin cannot be reached."""
        self._refresh()

    def latest(self) -> Version | None:
        """Return the greatest tag that is a version by PEP 440 and no pre-release; None: there is none."""
        from packaging.version import InvalidVersion
        from packaging.version import Version as Number

        best: tuple[Number, str] | None = None
        for ref in self._git.references:
            if not ref.startswith("refs/tags/"):
                continue
            try:
                number = Number(ref.removeprefix("refs/tags/"))
            except InvalidVersion:
                continue
            if not number.is_prerelease and (best is None or number > best[0]):
                best = (number, ref)
        return self.find(best[1].removeprefix("refs/tags/")) if best else None

    def refs(self) -> list[str]:
        """Return the names of all branches and tags."""
        names = (ref.split("/", 2) for ref in self._git.references)
        return sorted({name[2] for name in names if len(name) > 2 and name[1] in {"heads", "tags"}})  # noqa: PLR2004

    def is_branch(self, name: str) -> bool:
        """Say whether a branch, and no tag, has this name."""
        found = {ref for ref in self._git.references if ref.endswith(f"/{name}")}
        places = {f"refs/heads/{name}", f"refs/remotes/origin/{name}"}
        return bool(found & places) and f"refs/tags/{name}" not in found

    def has(self, commit: str, earlier: str) -> bool:
        """Say whether a commit is another one, or comes after it."""
        return commit == earlier or bool(self._git.descendant_of(commit, earlier))

    def is_dirty(self) -> bool:
        """Say whether its work tree, if it has one, has changes that no commit holds."""
        return not self._git.is_bare and any(status & ~_ignored() for status in self._git.status().values())

    def export(self, commit: str, target: Path) -> dict[str, str]:
        """Write the files of a commit into a folder, byte for byte; returns its submodules' commits, by their paths."""
        import pygit2

        try:
            entries = list(_bounded(_entries(self._git[commit].peel(pygit2.Tree), "")))
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise PackError(f"{self._source.text}: the commit {commit} cannot be read: {error}") from None
        # Links come last, so that nothing is written through one.
        for path, mode, content in sorted(entries, key=lambda entry: entry[1] == _LINK):
            place = target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if mode == _LINK:
                place.symlink_to(os.fsdecode(content))
            elif mode != _SUBMODULE:
                place.write_bytes(content)
                place.chmod(0o755 if mode == _PROGRAM else 0o644)
        return {path: content.decode() for path, mode, content in entries if mode == _SUBMODULE}

    def lend(self, commit: str, folder: Path) -> None:
        """Make a folder with a commit's files a work tree of it, for a template that asks git about itself."""
        import pygit2

        lent = pygit2.init_repository(str(folder))
        objects = Path(self._git.path) / "objects"
        (folder / ".git/objects/info").mkdir(exist_ok=True)
        (folder / ".git/objects/info/alternates").write_bytes(os.fsencode(objects) + b"\n")
        lent.odb.add_disk_alternate(str(objects))
        for name in self._git.references:
            if name.startswith("refs/tags/"):
                lent.references.create(name, self._git.references[name].target)
        lent.set_head(pygit2.Oid(hex=commit))
        lent.index.read_tree(lent[commit].peel(pygit2.Tree))
        lent.index.write()

    def _label(self, commit: "pygit2.Commit") -> str:
        import pygit2

        label: str = self._git.describe(
            commit,
            describe_strategy=pygit2.enums.DescribeStrategy.TAGS,
            show_commit_oid_as_fallback=True,
        )
        return label

    def _refresh(self) -> bool:
        if self._mirror is None:
            return False
        fetch(self._source, self._mirror)
        self._git.free()
        self._git = _opened(self._source, self._mirror)
        return True


def open_repository(source: Source) -> Repository | None:
    """Open the repository of a pack; None for a folder that is not the top of one. Raises PackError."""
    if source.url is not None:
        return _mirrored(source)
    path = source.path
    if path is None or not path.is_dir():
        raise PackError(f"there is no pack at {path}", "give a folder, or the URL of a git repository")
    if not (path / ".git").exists() and not ((path / "HEAD").is_file() and (path / "objects").is_dir()):
        return None
    return Repository(source, _opened(source, path), None)


def _mirrored(source: Source) -> Repository:
    """Open the mirror of a URL; one that is damaged is fetched again."""
    mirror = mirror_of(source)
    try:
        return Repository(source, _opened(source, mirror), mirror)
    except PackError:
        rmtree(mirror, ignore_errors=True)
    mirror = mirror_of(source)
    return Repository(source, _opened(source, mirror), mirror)


def _opened(source: Source, path: Path) -> "pygit2.Repository":
    import pygit2

    try:
        return pygit2.Repository(str(path))
    except pygit2.GitError as error:
        raise PackError(f"{source.text}: the git repository at {path} cannot be read ({error})") from None


def _bounded(entries: Iterator[tuple[str, int, bytes]]) -> Iterator[tuple[str, int, bytes]]:
    """Pass entries on until there are more than a pack may have: few objects of git can name the same ones for ever."""
    size = 0
    for number, entry in enumerate(entries, start=1):
        size += len(entry[2])
        if number > MAX_FILES or size > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_FILES:,} files or {MAX_BYTES >> 20} MB")
        yield entry


def _entries(tree: "pygit2.Tree", prefix: str) -> Iterator[tuple[str, int, bytes]]:
    import pygit2

    if prefix.count("/") > MAX_DEPTH:
        raise ValueError(f"it has more than {MAX_DEPTH} folders in each other")
    for entry in tree:
        name = entry.name or ""
        path = f"{prefix}{name}"
        if name in {"", ".", ".."} or "/" in name or "\\" in name:
            raise ValueError(f"{path!r} is no path")
        if isinstance(entry, pygit2.Tree):
            yield from _entries(entry, f"{path}/")
        elif isinstance(entry, pygit2.Blob):
            yield path, entry.filemode, entry.data
        else:
            yield path, _SUBMODULE, str(entry.id).encode()


def _ignored() -> int:
    import pygit2

    return int(pygit2.enums.FileStatus.IGNORED)
