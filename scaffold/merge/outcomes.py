"""What becomes of one file's content and mode."""

from collections.abc import Callable
from typing import NamedTuple

from scaffold.merge.cases import Case, same_text
from scaffold.merge.contents import ContentMerge, compare_contents, merge_contents
from scaffold.merge.decisions import Action
from scaffold.merge.following import Following
from scaffold.merge.form import Form, formatted_like, in_own_form, in_your_form
from scaffold.merge.model import ConflictKind, Kind, Labels, Region
from scaffold.merge.reasons import cause
from scaffold.merge.text import dressed, is_binary, read_text
from scaffold.project.digest import digest
from scaffold.project.model import LINK, Entry, NewFile, file_kind
from scaffold.render.model import RenderedFile

_NOT_HERE = "the templates changed it; git has never had it, so that there is none in this copy"


class Outcome(NamedTuple):
    """What stands there afterwards (None: nothing of the templates', or what stood there), and what is said of it."""

    kind: Kind | None
    file: NewFile | None = None
    reason: str = ""
    conflict: ConflictKind | None = None
    regions: tuple[Region, ...] = ()


class Means(NamedTuple):
    """What outcomes are made with: the baseline, the modules that moved, the markers' labels, the team's form."""

    read: Callable[[str], bytes]
    following: Following
    labels: Labels
    form: Form


def resolve(case: Case, action: Action, means: Means) -> Outcome:
    """Return what becomes of a file that the templates wrote last time."""
    if case.entry is None or case.place is None:
        return _without_yours(action, case.obstacle)
    if action == "delete":
        return Outcome("deleted", None, f"the templates no longer have it ({cause(case.base, means.labels.changed)})")
    new = case.new and adapted(case.new, means.following)
    if action == "update" and new:
        return Outcome("updated", _updated(case, case.entry, new, means), cause(new, means.labels.changed))
    if action == "conflict_private" and new:
        return _private(case.entry, new)
    if action == "merge" and new:
        return _merged(case, case.entry, new, means)
    return _kept(case, action, case.place, case.entry, means)


def resolve_added(entry: Entry | None, action: Action, new: RenderedFile, labels: Labels, form: Form) -> Outcome:
    """Return what becomes of a file that the templates did not write last time."""
    if action == "add":
        return Outcome("added", NewFile(_formed(new, new.path, form), new.mode), cause(new, labels.changed))
    if entry is None or action == "conflict_blocked":
        return Outcome("conflict", None, "", "blocked")
    if action == "take_over":
        return Outcome("kept", NewFile(entry.content, entry.mode), "you have it already, with the same content")
    if action == "keep_own":
        return Outcome("kept", NewFile(entry.content, entry.mode), "you have one already; it is only ever written once")
    if action == "conflict_private":
        return _beside(NewFile(entry.content, entry.mode), "the templates have a new file of its name")
    return _both_added(entry, new, labels)


def _both_added(entry: Entry, new: RenderedFile, labels: Labels) -> Outcome:
    if LINK in {entry.mode, new.mode}:
        return Outcome("conflict", NewFile(entry.content, entry.mode), "you and the templates both added it", "added")
    merge = compare_contents(entry.content, new.content, labels)
    return Outcome("conflict", NewFile(merge.content, entry.mode), merge.reason, merge.conflict, merge.regions)


def adapted(new: RenderedFile, following: Following) -> RenderedFile:
    """Return what the templates write, with imports of what you moved from where it is."""
    return new if new.mode == LINK else new._replace(content=following.adapt(new.path, new.content))


def _without_yours(action: Action, obstacle: str | None) -> Outcome:
    if action == "stay_deleted":
        return Outcome("kept", None, "you deleted it; it stays deleted, although the templates changed it")
    if action == "not_here":
        return Outcome("kept", None, _NOT_HERE)
    if action == "conflict_blocked":
        return Outcome("conflict", None, f"the templates changed it, but {obstacle} now", "blocked")
    return Outcome(None)


def _updated(case: Case, entry: Entry, new: RenderedFile, means: Means) -> NewFile:
    """Return the templates' version, in the team's form and with the line ends that a checkout gave to its file."""
    path = case.place or new.path
    if LINK in {entry.mode, new.mode}:
        return NewFile(_formed(new, path, means.form), new.mode)
    is_formed = in_own_form(means.form, path, entry.content) == entry.content
    content = _formed(new, path, means.form) if is_formed else new.content
    if digest(entry.content) == case.base.digest or is_binary(content):
        return NewFile(content, new.mode)
    return NewFile(dressed(content, read_text(entry.content)), new.mode)


def _formed(new: RenderedFile, path: str, form: Form) -> bytes:
    """Return what the templates write, in the team's form; what is only derived, and a link, as it is."""
    return new.content if new.ownership == "derived" or new.mode == LINK else in_own_form(form, path, new.content)


def _merged(case: Case, entry: Entry, new: RenderedFile, means: Means) -> Outcome:
    if LINK in {entry.mode, new.mode}:
        return _link_or_other(entry, new, means)
    path, place = case.base.path, case.place or case.base.path
    yours = means.following.follow(place, entry.content)
    mode = new.mode if entry.mode == case.base.mode else entry.mode
    if same_text(yours, new.content):
        kind: Kind = "kept" if yours == entry.content and mode == entry.mode else "merged"
        return Outcome(kind, NewFile(yours, mode), "it has the templates' change already")
    if case.base.private:  # git ignored it, so that nobody knows what the templates wrote
        merge = compare_contents(yours, new.content, means.labels)
    else:
        base = means.following.adapt_last(path, means.read(path))
        merge = _merge(place, base, yours, new.content, means)
    file = NewFile(merge.content, mode)
    if merge.conflict:
        return Outcome(
            "conflict", file, f"{merge.reason} ({cause(new, means.labels.changed)})", merge.conflict, merge.regions
        )
    if file == entry[1:]:
        return Outcome("kept", file, "it has the templates' change already")
    return Outcome("merged", file, f"your edits stay; {cause(new, means.labels.changed)}")


def _link_or_other(entry: Entry, new: RenderedFile, means: Means) -> Outcome:
    """Of a link that both changed, or that only one side made a file of, yours stays: there are no lines to merge."""
    yours = NewFile(entry.content, entry.mode)
    if yours == NewFile(new.content, new.mode):
        return Outcome("kept", yours, "it has the templates' change already")
    if entry.mode != new.mode:
        reason = f"you changed it, and the templates made a {file_kind(new.mode)} of it; yours stays"
    else:
        reason = "both changed where the link leads; yours stays"
    return Outcome("conflict", yours, f"{reason} ({cause(new, means.labels.changed)})", "binary")


def _merge(path: str, base: bytes, yours: bytes, new: bytes, means: Means) -> ContentMerge:
    """Merge three versions of a file, and where the team formats otherwise than the templates, in the team's form."""
    merged = merge_contents(path, base, yours, new, means.labels)
    formed = in_your_form(means.form, path, base, new) if merged.conflict or means.form.own() else None
    if formed is None:
        return merged
    better = merge_contents(path, formed.base, yours, formed.new, means.labels)
    if better.conflict is None:
        return ContentMerge(formatted_like(means.form, path, yours, better.content))
    return merged if merged.conflict is None or len(merged.regions) <= len(better.regions) else better


def _beside(yours: NewFile, what: str) -> Outcome:
    """Return a conflict that leaves a file alone: nothing but its own lines may know a secret."""
    reason = f"{what}; git ignores it, so that yours stays and the templates' version is beside it"
    return Outcome("conflict", yours, reason, "private")


def _private(entry: Entry, new: RenderedFile) -> Outcome:
    yours = NewFile(entry.content, entry.mode)
    if entry.kind == file_kind(new.mode) and same_text(entry.content, new.content):
        return Outcome("kept", yours, "it has the templates' change already")
    return _beside(yours, "the templates changed it")


def _kept(case: Case, action: Action, place: str, entry: Entry, means: Means) -> Outcome:
    """Yours stays; only imports of a package that moved may change in it."""
    untouched = action == "nothing" and case.situation.ownership != "seeded"
    content = entry.content if untouched or entry.mode == LINK else means.following.follow(place, entry.content)
    file = NewFile(content, entry.mode)
    if action == "conflict_deleted":
        return Outcome("conflict", file, "you changed it, but the templates no longer have it; yours stays", "deleted")
    if action == "conflict_derived":
        if case.new and entry.kind == file_kind(case.new.mode) and same_text(entry.content, case.new.content):
            return Outcome("kept", file, "it has the templates' change already")
        reason = "it is only generated, but you changed it, and so did the templates; yours stays"
        return Outcome("conflict", file, reason, "derived")
    if action == "release":
        return Outcome("kept", file, "the templates no longer have it; it is yours alone from now on")
    if content != entry.content:
        return Outcome("updated", file, "its imports follow the package's new name")
    return Outcome("kept", file, "you changed it; the templates did not") if action == "keep" else Outcome(None, file)
