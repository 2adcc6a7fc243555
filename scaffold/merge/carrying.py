"""Files of last time: what becomes of them, and where they go."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from scaffold.merge.cases import Case, tracked_cases, without_form
from scaffold.merge.decisions import decide
from scaffold.merge.model import Conflict, ConflictKind, Item
from scaffold.merge.outcomes import Means, Outcome, resolve
from scaffold.merge.project import Project
from scaffold.merge.reasons import cause
from scaffold.merge.routes import Move, target_of
from scaffold.project.digest import digest
from scaffold.project.model import NewFile, TrackedFile
from scaffold.render.model import RenderedFile


class Step(NamedTuple):
    """What becomes of a file: its content, and where it goes. `apart`: both sides moved it, to different places.

    `bare` is where it belongs, but git would not ignore it as it does now, so that it stays.
    """

    case: Case
    outcome: Outcome
    target: str
    apart: bool
    bare: str | None = None

    @property
    def move(self) -> Move | None:
        """The move that it makes, if it makes one."""
        place = self.case.place
        return Move(place, self.target) if place and self.outcome.file and place != self.target else None


def steps(project: Project, pairs: Mapping[str, str], new: Mapping[str, RenderedFile]) -> Iterator[Step]:
    """Yield what becomes of each file of last time."""
    means = Means(project.base.read, project.following, project.labels, project.form)
    private, never, ignored = project.unversioned
    for found in tracked_cases(project.base, project.yours, project.places, pairs, new, private):
        case = without_form(found, project.base, project.form)
        target, apart = target_of(case, project.places, project.folders)
        action = decide(case.situation, private=case.private, never=case.base.path in never)
        step = Step(case, resolve(case, action, means), target, apart)
        if step.move and step.move.place in ignored and target not in ignored:
            step = step._replace(target=step.move.place, apart=False, bare=target)
        yield step


def carry(project: Project, step: Step, obstacle: str | None) -> None:
    """Write a step down; `obstacle` is what keeps the file from moving."""
    case, outcome = step.case, step.outcome
    spot = case.place or case.base.at or case.base.path
    path = step.target if step.move and obstacle is None else spot
    if case.place and outcome.file:
        project.draft.put(path, outcome.file, case.place)
        known = case.new.content if case.new else b""
        project.draft.note(project.following.notes(path, outcome.file.content, known))
    elif case.place:
        project.draft.remove(case.place)
    if case.new:
        project.draft.track(tracked(case.new, path if case.place else None, project.unversioned.private))
    _report(project, step, path, obstacle)


def tracked(new: RenderedFile, place: str | None, private: Collection[str]) -> TrackedFile:
    """Return what the new lock says of a file that stands at a place, or nowhere; `private` is what git ignores."""
    origin = new.origin
    at = place if place != new.path else None
    identity = (origin.feature, origin.template, origin.entity)
    ignored = (place or new.path) in private
    return TrackedFile(new.path, digest(new.content), new.mode, new.ownership, *identity, at, ignored)


def _report(project: Project, step: Step, path: str, obstacle: str | None) -> None:
    case, outcome = step.case, step.outcome
    source = case.place if case.place and case.place != path else None
    problems = _problems(step, obstacle)
    if problems:
        kind: ConflictKind = outcome.conflict or ("private" if step.bare else "blocked" if obstacle else "moved")
        project.draft.ask(_conflict(project, step, path, kind, "; ".join(problems)), source)
    elif source:
        project.draft.say(Item("moved", path, _move_reason(case, outcome, project.labels.changed), source))
    elif case.base.path in project.places.found and outcome.kind in (None, "kept"):
        project.draft.say(Item("kept", path, f"you moved it here from {case.base.path}"))
    elif outcome.kind:
        project.draft.say(Item(outcome.kind, path, outcome.reason))


def _move_reason(case: Case, outcome: Outcome, changed: frozenset[str] | None) -> str:
    if case.new is None:
        return f"the templates moved its folder; {outcome.reason}"
    edited = "; your edits went along" if case.situation.yours == "changed" else ""
    return f"the templates moved it ({cause(case.new, changed)}){edited}"


def _problems(step: Step, obstacle: str | None) -> list[str]:
    case, outcome = step.case, step.outcome
    problems = [outcome.reason] if outcome.conflict else []
    if step.apart and case.new:
        problems.append(f"you moved it here from {case.base.path}, the templates to {case.new.path}")
    if step.bare and case.new:
        problems.append(f"it belongs at {step.bare} now, where git would not ignore it")
    if obstacle:
        problems.append(f"it belongs at {step.target} now, but {obstacle}")
    return problems


def _conflict(project: Project, step: Step, path: str, kind: ConflictKind, reason: str) -> Conflict:
    case, entry = step.case, step.case.entry
    return Conflict(
        path,
        kind,
        reason,
        step.outcome.regions,
        None if case.base.private else NewFile(project.base.read(case.base.path), case.base.mode),
        NewFile(entry.content, entry.mode) if entry else None,
        NewFile(case.new.content, case.new.mode) if case.new else None,
    )
