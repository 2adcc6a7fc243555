"""Projects and templates as dictionaries."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from scaffold.catalog.model import Ownership
from scaffold.merge import Base, MergePlan
from scaffold.project.model import LINK, Entry, NewFile, TrackedFile, file_kind
from scaffold.render.model import Origin, RenderedFile


class File(NamedTuple):
    """A file, where more than its text matters. Of the templates' files, `template` is the path unless it is given."""

    content: str | bytes
    mode: int = 0o644
    template: str | None = None
    entity: str | None = None
    ownership: Ownership = "merged"
    keys: tuple[str, ...] = ()


class Link(NamedTuple):
    """A symbolic link."""

    target: str


Content = str | bytes | File
Files = Mapping[str, Content]
Standing = Mapping[str, Content | Link]

FEATURE = "service"


def as_file(content: Content) -> File:
    return content if isinstance(content, File) else File(content)


def as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


class MemoryTree:
    """A project in memory. A path that ends with a slash is an empty folder."""

    def __init__(self, files: Standing) -> None:
        self.entries: dict[str, Entry] = {}
        for path, content in files.items():
            if isinstance(content, Link):
                entry = Entry("link", content.target.encode(), LINK)
            elif path.endswith("/"):
                entry = Entry("folder", b"", 0o755)
            else:
                file = as_file(content)
                entry = Entry("file", as_bytes(file.content), file.mode)
            self.entries[path.rstrip("/")] = entry

    def entry(self, path: str) -> Entry | None:
        if path in self.entries:
            return self.entries[path]
        return Entry("folder", b"", 0o755) if any(known.startswith(f"{path}/") for known in self.entries) else None

    def blocked(self, path: str) -> str | None:
        parts = path.split("/")
        parents = ("/".join(parts[:size]) for size in range(1, len(parts)))
        return next((parent for parent in parents if self.entries.get(parent, _FOLDER).kind != "folder"), None)

    def others(self, known: Collection[str]) -> Iterable[str]:
        return [path for path, entry in self.entries.items() if entry.kind == "file" and path not in known]

    def applied(self, plan: MergePlan) -> "MemoryTree":
        """Return the tree after a plan, as a careful person would do it by hand."""
        after = MemoryTree({})
        after.entries = {path: entry for path, entry in self.entries.items() if path not in plan.changes}
        for path, file in plan.changes.items():
            if file is not None:
                assert after.blocked(path) is None, f"{path} is below a file"
                assert after.entry(path) is None, f"{path} is taken"
                after.entries[path] = Entry(file_kind(file.mode), file.content, file.mode)
        return after


_FOLDER = Entry("folder", b"", 0o755)


def rendered(files: Files) -> dict[str, RenderedFile]:
    """Return what the templates write."""
    return {path: _rendered(path, as_file(content)) for path, content in sorted(files.items())}


def _rendered(path: str, file: File) -> RenderedFile:
    origin = Origin(FEATURE, file.template or path, (), file.entity, file.keys)
    return RenderedFile(path, as_bytes(file.content), file.mode, file.ownership, origin)


def written(files: Mapping[str, RenderedFile], moved: Mapping[str, str] | None = None) -> Base:
    """Return files as what the templates wrote last; `moved` says where the user has put them since."""
    tracked = {
        path: TrackedFile(
            path,
            sha256(file.content).hexdigest(),
            file.mode,
            file.ownership,
            file.origin.feature,
            file.origin.template,
            file.origin.entity,
            (moved or {}).get(path),
        )
        for path, file in files.items()
    }
    return Base(tracked, lambda path: files[path].content)


def next_base(plan: MergePlan, files: Mapping[str, RenderedFile]) -> Base:
    """Return the state after an update."""
    return Base(plan.files, lambda path: files[path].content)


def contents(tree: MemoryTree) -> dict[str, NewFile | str]:
    """Return a tree's files and links."""
    return {
        path: entry.content.decode() if entry.kind == "link" else NewFile(entry.content, entry.mode)
        for path, entry in tree.entries.items()
        if entry.kind in ("file", "link")
    }
