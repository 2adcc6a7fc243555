"""The revisions that stand in a project, those included that its team wrote by hand."""

from collections.abc import Iterator

from scaffold.catalog.model import Catalog
from scaffold.project.model import Lock, TrackedFile, Tree
from scaffold.render import chain_ends


def project_heads(lock: Lock, yours: Tree, catalog: Catalog) -> tuple[str, ...]:
    """Return the ids that end the chain of revisions in the project's files.

    The features that write revisions read them, each in the folders where its own stand now. Nothing, where no feature
    tells. Raises RenderError, and what the tree raises.
    """
    found: set[str] = set()
    for name, folders in _folders(lock).items():
        if name in catalog.features:
            found.update(chain_ends(catalog.features[name], dict(_texts(lock, yours, folders))))
    return tuple(sorted(found))


def _folders(lock: Lock) -> dict[str, set[str]]:
    """Return where the revisions of each feature stand."""
    ids = {revision.id for revision in lock.history}
    folders: dict[str, set[str]] = {}
    for file in lock.files.values():
        if file.entity in ids:
            folders.setdefault(file.feature, set()).add(_place(file).rpartition("/")[0])
    return folders


def _texts(lock: Lock, yours: Tree, folders: set[str]) -> Iterator[tuple[str, str]]:
    generated = {_place(file) for file in lock.files.values()}
    below = tuple(f"{folder}/" if folder else "" for folder in folders)
    for path in (*generated, *yours.others(generated)):
        entry = yours.entry(path) if path.startswith(below) else None
        if entry is not None and entry.kind == "file":
            yield path, entry.content.decode("utf-8", "replace")


def _place(file: TrackedFile) -> str:
    return file.at or file.path
