"""From rendered files to what the project keeps of them."""

from collections.abc import Collection, Mapping
from hashlib import sha256

from scaffold import __version__
from scaffold.evolution.model import Revision
from scaffold.project import state
from scaffold.project.digest import digest
from scaffold.project.lock import lock_text
from scaffold.project.model import Lock, NewFile, PackRecord, TrackedFile
from scaffold.project.spec_files import FEATURE
from scaffold.render.model import RenderedFile


def track(files: Mapping[str, RenderedFile]) -> dict[str, TrackedFile]:
    """Return what the lock says of files that stand where the templates put them."""
    return {path: _track(file) for path, file in files.items()}


def _track(file: RenderedFile) -> TrackedFile:
    origin = file.origin
    found = digest(file.content)
    return TrackedFile(file.path, found, file.mode, file.ownership, origin.feature, origin.template, origin.entity)


def spec_digest(files: Mapping[str, RenderedFile]) -> str:
    """Return the SHA-256 (hex) of the spec and what it includes, which are among a project's files."""
    found = sha256()
    for path in sorted(files):
        if files[path].origin.feature == FEATURE:
            content = files[path].content
            found.update(f"{path}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def first_lock(
    files: Mapping[str, RenderedFile],
    templates: str,
    history: tuple[Revision, ...] = (),
    packs: tuple[PackRecord, ...] = (),
) -> Lock:
    """Return the lock of a new project; `templates` is the digest of the packs' files."""
    return Lock(__version__, templates, spec_digest(files), packs, history, track(files))


def with_private(lock: Lock, private: Collection[str]) -> Lock:
    """Return a lock in which just these of its files, by where they stand, are private."""
    files = {path: file._replace(private=(file.at or path) in private) for path, file in lock.files.items()}
    return lock._replace(files=files)


def state_files(lock: Lock, baseline: bytes) -> dict[str, NewFile]:
    """Return the files of `.scaffold/` that belong into the repository."""
    contents = {
        state.ATTRIBUTES: state.ATTRIBUTES_TEXT,
        state.BASELINE: baseline,
        state.IGNORE: state.IGNORE_TEXT,
        state.LOCK: lock_text(lock),
    }
    return {path: NewFile(content, 0o644) for path, content in contents.items()}
