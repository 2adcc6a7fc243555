"""What is known about a generated project: what was written, what stands there now, what is left to decide."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from scaffold.catalog.model import Ownership

if TYPE_CHECKING:
    from scaffold.evolution.model import Revision

PackKind = Literal["scaffold", "copier", "cookiecutter"]
Answer = str | int | float | bool | None | list["Answer"] | dict[str, "Answer"]


LINK = 0o120000
"""The mode of a link, as git has it: a file whose content is its target."""


class PackRecord(NamedTuple):
    """A pack of templates that a project was made from, with what is needed to render it again.

    `source` is a path or a URL, `ref` the tag or branch that was asked for and `commit` what it was then. `answers`
    are those to a copier or cookiecutter template's questions. `trusted`: its tasks and hooks may run.
    """

    kind: PackKind
    source: str
    ref: str | None = None
    commit: str | None = None
    digest: str = ""
    trusted: bool = False
    answers: Mapping[str, Answer] = MappingProxyType({})


class TrackedFile(NamedTuple):
    """One file that the templates wrote.

    `path` is where the templates put it and `at` where the user has moved it, if elsewhere. `digest` is the SHA-256
    (hex) of what the templates wrote, `mode` 0o644, 0o755 or LINK. Feature, template and entity (or revision) together
    are the file's identity, which stays when its path changes. `private`: git ignores it, so that it may hold secrets,
    and the baseline does not have its content.
    """

    path: str
    digest: str
    mode: int
    ownership: Ownership
    feature: str
    template: str
    entity: str | None = None
    at: str | None = None
    private: bool = False


class Lock(NamedTuple):
    """What `.scaffold/lock.toml` records.

    `scaffold` is the version that wrote it, `templates` the digest of all packs' files, `spec` that of `service.tusk`
    and what it includes. `packs` is empty for the built-in templates. `files` are by the templates' paths.
    """

    scaffold: str
    templates: str
    spec: str
    packs: tuple[PackRecord, ...]
    history: "tuple[Revision, ...]"
    files: Mapping[str, TrackedFile]


EntryKind = Literal["file", "link", "folder", "other"]


def file_kind(mode: int) -> Literal["file", "link"]:
    """Return what a file of a mode is."""
    return "link" if mode == LINK else "file"


class Entry(NamedTuple):
    """What stands at a path of a working tree; links are never followed.

    `content` is a link's target for a link and empty for a folder. `mode` is 0o644, 0o755, or LINK for a link.
    """

    kind: EntryKind
    content: bytes
    mode: int


class Tree(Protocol):
    """A project's files as they stand. Paths are relative to the project, with `/` between the parts."""

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path; None: nothing."""

    def blocked(self, path: str) -> str | None:
        """Return the parent of a path that is no folder (a file or a link), if one is."""

    def others(self, known: Collection[str]) -> Iterable[str]:
        """Return the files that are not among the known ones, without what git ignores."""


class NewFile(NamedTuple):
    """Content to stand at a path; of a link (by its mode), the content is its target."""

    content: bytes
    mode: int


class PendingConflict(NamedTuple):
    """A conflict that an update left to the user.

    `markers`: the file holds conflict markers, so that it is settled when they are gone; else the user says so.
    `theirs` is the path, below the project, of the templates' version where the file has no markers.
    """

    path: str
    kind: str
    reason: str
    markers: bool = False
    theirs: str | None = None


class Pending(NamedTuple):
    """What `.scaffold/pending.toml` records: the conflicts that an update by a version of scaffold left."""

    scaffold: str
    conflicts: tuple[PendingConflict, ...]
