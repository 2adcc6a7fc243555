"""What a merge is asked and what it answers: pure data."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from scaffold.project.model import Entry, NewFile, TrackedFile

_EMPTY: Mapping[Any, Any] = MappingProxyType({})

Kind = Literal["added", "updated", "merged", "moved", "kept", "deleted", "conflict"]

ConflictKind = Literal["lines", "added", "binary", "deleted", "derived", "blocked", "moved", "invalid", "private"]
"""`lines`: both changed the same lines. `added`: both wrote a file of this name. `binary`: both replaced it, or changed
where a link leads. `deleted`: the templates no longer have a file that was edited. `derived`: a file that is only
generated was edited. `blocked`: something stands in the way. `moved`: both moved it, to different places. `invalid`:
the lines merge, but the result cannot be parsed. `private`: git ignores a file that the templates changed. There are
markers in the file for `lines`, `added` and `invalid` only."""


class Base(NamedTuple):
    """What the templates wrote last. `read` gives the content of a file by the templates' path."""

    files: Mapping[str, TrackedFile]
    read: Callable[[str], bytes]


class Records(NamedTuple):
    """What is known about moves.

    `templates` maps an old (feature, template) to the new one, `entities` an old name of an entity to the new one,
    `modules` an old dotted name of a Python package or module to the new one.
    """

    templates: Mapping[tuple[str, str], tuple[str, str]] = _EMPTY
    entities: Mapping[str, str] = _EMPTY
    modules: Mapping[str, str] = _EMPTY


class Labels(NamedTuple):
    """What people read: how conflict markers call the three versions, and which of the spec's keys have changed.

    `changed` holds `section.key`, and `models.NAME` for an entity; None: that is not known.
    """

    yours: str = "yours"
    base: str = "last generated"
    new: str = "template"
    changed: frozenset[str] | None = None


class Unversioned(NamedTuple):
    """Paths of which git has nothing: `private` ones are ignored in every clone, `never` ones only by somebody.

    `ignored` are all that git ignores in this clone, those by a person's own rules too.
    """

    private: Collection[str] = ()
    never: Collection[str] = ()
    ignored: Collection[str] = ()


class Region(NamedTuple):
    """A conflict in a file: the lines of its first and its last marker, counted from 1."""

    first: int
    last: int


class Item(NamedTuple):
    """One line of the plan.

    `path` is where the file stands afterwards (where it stood, if it is deleted), `source` where it stood before, if
    it moves. `regions` are those of a conflict with markers.
    """

    kind: Kind
    path: str
    reason: str
    source: str | None = None
    regions: tuple[Region, ...] = ()


class Conflict(NamedTuple):
    """What a person has to decide.

    `path` is where the user's file stands afterwards. The versions are the files before the merge; None: there is
    none, or none that is a file.
    """

    path: str
    kind: ConflictKind
    reason: str
    regions: tuple[Region, ...] = ()
    base: NewFile | None = None
    yours: NewFile | None = None
    new: NewFile | None = None


class Note(NamedTuple):
    """A line that still names a Python package that has moved; it was not changed."""

    path: str
    line: int
    text: str


class MergePlan(NamedTuple):
    """What an update does, exactly.

    `changes` maps a path to what shall stand there, or to None where it is removed; `expected` is what stood at each
    of them when the plan was made. `files` are those of the new lock, by the templates' paths.
    """

    items: tuple[Item, ...]
    changes: Mapping[str, NewFile | None]
    expected: Mapping[str, Entry | None]
    conflicts: tuple[Conflict, ...]
    files: Mapping[str, TrackedFile]
    notes: tuple[Note, ...] = ()
