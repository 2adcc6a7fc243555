"""From a source to one version of a pack on disk."""

import contextlib
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from scaffold.catalog.private import make_private
from scaffold.foreign.abbreviations import expanded
from scaffold.foreign.errors import PackError
from scaffold.foreign.folder import COPIER_FILES, digest_of, inspect, is_owned, kind_of
from scaffold.foreign.mirror import ANOTHER, is_kept, packs_folder
from scaffold.foreign.model import Pack
from scaffold.foreign.repository import Repository, Version, open_repository
from scaffold.foreign.source import Source, read_source, recorded
from scaffold.foreign.submodules import bring
from scaffold.project.model import PackKind, PackRecord
from scaffold.tusk import did_you_mean


def find_pack(source: str, *, ref: str | None = None, kind: PackKind | None = None) -> Pack:
    """Find the newest version of a pack, or the one that `ref` (a tag, a branch or a commit) names.

    The newest is the greatest tag that is a version (PEP 440, no pre-release), else what the default branch holds; of
    a cookiecutter template always the latter, as cookiecutter does. A folder that is not the top of a git repository
    is taken as it is. `kind` says which format counts, where a pack has several. Raises PackError.
    """
    return _found(read_source(expanded(source)), ref, kind)


def recorded_pack(record: PackRecord) -> Pack:
    """Find the very version that a project was made from; needs no network where it was fetched before.

    A folder without git is taken as it is now; `notes` says so if it has changed since. Raises PackError.
    """
    source = read_source(record.source)
    repository = open_repository(source)
    if record.commit is None or repository is None:
        pack = _found(source, record.ref, record.kind)
        changed = record.digest and pack.record.digest != record.digest
        note = f"{record.source} has changed since the project was made from it"
        pack = pack._replace(notes=(*pack.notes, note)) if changed else pack
    else:
        version = repository.find(record.commit)
        if version is None:
            raise PackError(
                f"{record.source} has no commit {record.commit} any more",
                "its history was rewritten, or it is another repository; name a version that it has with --ref",
            )
        pack = _at(source, repository, version, record.ref, record.kind, record.digest)
    return pack._replace(record=pack.record._replace(kind=record.kind, trusted=record.trusted, answers=record.answers))


def newer_pack(record: PackRecord, *, ref: str | None = None, unpin: bool = False) -> Pack:
    """Find the version that an update takes: what `ref` names, else what the record's own ref means by now.

    A record with a ref is pinned to that; with `unpin` the newest version counts. The answers and the trust of the
    record are kept. Raises PackError.
    """
    pinned = None if unpin else record.ref
    pack = find_pack(record.source, ref=ref or pinned, kind=record.kind)
    newest = _newer_than(pack) if ref is None and pinned else None
    if newest is not None:
        note = f"{pack.name} is pinned to {pinned}, and {newest} is there: scaffold update --unpin takes it"
        pack = pack._replace(notes=(*pack.notes, note))
    if pack.kind != record.kind:
        message = f"{record.source} is a pack for {pack.kind} now; this project was made by {record.kind}"
        raise PackError(message, "name an older version with --ref")
    return pack._replace(record=pack.record._replace(trusted=record.trusted, answers=record.answers))


def _newer_than(pack: Pack) -> str | None:
    """Return what the newest version is called, if a pack is not that; None for one that follows a branch."""
    repository = open_repository(read_source(pack.record.source))
    if repository is None or pack.record.commit is None or repository.is_branch(pack.record.ref or ""):
        return None
    newest = repository.find("HEAD") if pack.kind == "cookiecutter" else repository.latest()
    return newest.label if newest and not repository.has(pack.record.commit, newest.commit) else None


def _found(source: Source, ref: str | None, kind: PackKind | None) -> Pack:
    repository = open_repository(source)
    if repository is None:
        return _as_it_is(source, ref, kind)
    if ref is not None:
        return _named(source, repository, ref, kind)
    repository.refresh()
    head = repository.find("HEAD")
    latest = repository.latest()
    if head is None and latest is None:
        raise PackError(f"{source.text} is a git repository without a commit", "make one, or name a version with --ref")
    if latest is not None:
        tagged = _at(source, repository, latest, None, kind)
        if head is None or tagged.kind != "cookiecutter":
            return tagged
    return _at(source, repository, head or latest, None, kind)  # type: ignore[arg-type]  # one of them is there


def _named(source: Source, repository: Repository, ref: str, kind: PackKind | None) -> Pack:
    """Find what a ref means; where the repository cannot be reached, what it meant when it last could."""
    notes: tuple[str, ...] = ()
    try:
        repository.refresh()
    except PackError as error:
        if not repository.knows(ref):
            raise
        notes = (f"{error.message}; what was fetched before is used",)
    version = repository.find(ref)
    if version is None:
        raise PackError(f"{source.text} has no tag, branch or commit {ref}", did_you_mean(ref, repository.refs()))
    pack = _at(source, repository, version, ref, kind)
    return pack._replace(notes=(*notes, *pack.notes))


def _at(  # noqa: PLR0913, PLR0917
    source: Source, repository: Repository, version: Version, ref: str | None, kind: PackKind | None, digest: str = ""
) -> Pack:
    top, left_out = _exported(source, repository, version)
    root = _inside(source, top)
    inspect(root, source.name)
    found = digest_of(root)
    if digest and found != digest:
        rmtree(top)  # somebody changed the copy in the cache
        top, left_out = _exported(source, repository, version)
        root = _inside(source, top)
        found = digest_of(root)
    notes = [f"{source.text}: the submodule {path} is left out" for path in left_out]
    if ref is None and repository.is_dirty():
        notes.append(f"{source.text} has changes that are not committed; they are not used")
    record = PackRecord(kind_of(root, source.text, kind), recorded(source), ref, version.commit, found)
    return Pack(record, source.name, root, version.label, tuple(notes))


def _as_it_is(source: Source, ref: str | None, kind: PackKind | None) -> Pack:
    if ref is not None:
        raise PackError(f"{source.text} is no git repository, so that it has no version {ref}", "leave out --ref")
    root = _inside(source, source.path or Path())
    inspect(root, source.name)
    record = PackRecord(kind_of(root, source.text, kind), recorded(source), digest=digest_of(root))
    return Pack(record, source.name, root)


def _inside(source: Source, top: Path) -> Path:
    root = top / source.inside if source.inside else top
    if not root.is_dir() or not root.resolve().is_relative_to(top.resolve()):
        raise PackError(f"{source.text}: there is no folder {source.inside} in it")
    return root


def _exported(source: Source, repository: Repository, version: Version) -> tuple[Path, tuple[str, ...]]:
    """Return the folder in the user's cache that holds a commit's files, and the submodules that it lacks."""
    place = packs_folder() / "trees" / f"{source.name}-{version.commit}"
    if is_kept(place) and is_owned(place):
        return place, ()
    try:
        rmtree(place, ignore_errors=True)
        make_private(place.parent)
        part = Path(mkdtemp(prefix=".export-", dir=place.parent))
        try:
            submodules = repository.export(version.commit, part / "tree")
            (part / "tree").mkdir(exist_ok=True)
            (part / "tree").chmod(0o700)
            copier = any((part / "tree" / source.inside / file).is_file() for file in COPIER_FILES)
            left_out = bring(source, part / "tree", submodules) if copier else tuple(submodules)
            with contextlib.suppress(FileExistsError):
                (part / "tree").rename(place)
        finally:
            rmtree(part, ignore_errors=True)
    except OSError as error:
        message = f"{error.filename or place}: the pack cannot be kept there ({error.strerror})"
        raise PackError(message, ANOTHER) from None
    return place, left_out
