"""One file, seen from all three sides."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from scaffold.catalog.model import Ownership
from scaffold.merge.decisions import NewState, Situation, YourState
from scaffold.merge.form import Form, differs_in_form_only
from scaffold.merge.model import Base
from scaffold.merge.places import Places, Yours
from scaffold.merge.text import dressed, plain, read_text
from scaffold.project.digest import digest
from scaffold.project.model import Entry, TrackedFile, file_kind
from scaffold.render.model import RenderedFile

_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize \d+\n"
)
"""Stands in the place of a large file that git-lfs did not fetch; its digest is of the kind that a lock has."""


class Case(NamedTuple):
    """A file that the templates wrote last time: where it stands now (if it does), and what the templates write now.

    `obstacle` says what stands in its place, if something else does. `private`: git ignores it.
    """

    base: TrackedFile
    place: str | None
    entry: Entry | None
    new: RenderedFile | None
    situation: Situation
    obstacle: str | None = None
    private: bool = False


def tracked_cases(  # noqa: PLR0913, PLR0917
    base: Base,
    yours: Yours,
    places: Places,
    pairs: Mapping[str, str],
    new: Mapping[str, RenderedFile],
    private: Collection[str],
) -> Iterator[Case]:
    """Yield a case for each file of last time, in the order of the paths."""
    for path, tracked in sorted(base.files.items()):
        place = places.at.get(path)
        entry = yours.entry(place) if place else None
        file = new[pairs[path]] if path in pairs else None
        obstacle = None if entry else yours.obstacle(tracked.at or tracked.path, file_kind(tracked.mode))
        situation = Situation(_owner(tracked, file), _your_state(tracked, entry, obstacle), _new_state(tracked, file))
        ignored = (place or tracked.at or path) in private
        yield Case(tracked, place, entry, file, situation, obstacle, ignored)


def without_form(case: Case, base: Base, form: Form) -> Case:
    """Return a case in which a file is unchanged that the team has only formatted, if else its edits would be lost."""
    situation, entry = case.situation, case.entry
    replaced = situation.new == "deleted" or (situation.ownership == "derived" and situation.new == "changed")
    if case.base.private or not replaced or situation.yours != "changed" or case.place is None or entry is None:
        return case
    if (
        entry.kind == "link"
        or entry.mode != case.base.mode
        or not differs_in_form_only(form, case.place, base.read(case.base.path), entry.content)
    ):
        return case
    return case._replace(situation=situation._replace(yours="unchanged"))


def same_text(one: bytes, two: bytes) -> bool:
    """Whether two files differ at most in how their lines are stored."""
    return one == two or plain(one) == plain(two)


def as_written(content: bytes, last: str) -> bool:
    """Whether a file is what the templates wrote, or a checkout of it: with other line ends, or git-lfs's pointer."""
    if digest(content) == last:
        return True
    text = read_text(content)
    if text.even and last in {digest(plain(content)), digest(dressed(plain(content), text._replace(crlf=(True,))))}:
        return True
    pointer = _POINTER.fullmatch(content)
    return pointer is not None and pointer[1].decode() == last


def _owner(tracked: TrackedFile, new: RenderedFile | None) -> Ownership:
    """Return what today's templates say; a file that was written once stays the user's."""
    if new is None or tracked.ownership == "seeded":
        return tracked.ownership
    return new.ownership


def _your_state(tracked: TrackedFile, entry: Entry | None, obstacle: str | None) -> YourState:
    if entry is None:
        return "replaced" if obstacle else "deleted"
    if entry.mode != tracked.mode:
        return "changed"
    if entry.kind == "link":
        return "unchanged" if digest(entry.content) == tracked.digest else "changed"
    return "unchanged" if as_written(entry.content, tracked.digest) else "changed"


def _new_state(tracked: TrackedFile, new: RenderedFile | None) -> NewState:
    if new is None:
        return "deleted"
    same = new.mode == tracked.mode and digest(new.content) == tracked.digest
    return "unchanged" if same else "changed"
