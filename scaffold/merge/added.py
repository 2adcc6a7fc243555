"""Files that the templates did not write last time."""

from scaffold.merge.carrying import tracked
from scaffold.merge.cases import same_text
from scaffold.merge.decisions import Situation, YourState, decide
from scaffold.merge.model import Conflict, Item
from scaffold.merge.outcomes import adapted, resolve_added
from scaffold.merge.project import Project
from scaffold.merge.routes import Ground
from scaffold.project.model import Entry, NewFile, file_kind
from scaffold.render.model import RenderedFile


def add_file(project: Project, new: RenderedFile, target: str, ground: Ground) -> None:
    """Write down a new file, for which there is room at `target` or not."""
    record, new = tracked(new, target, project.unversioned.private), adapted(new, project.following)
    obstacle = ground.claim(target, file_kind(new.mode))
    entry = None if obstacle or ground.is_left(target) else _followed(project, target)
    state = "blocked" if obstacle else _state(entry, new)
    situation = Situation(new.ownership, state, "added")
    outcome = resolve_added(entry, decide(situation, private=record.private), new, project.labels, project.form)
    if outcome.file:
        project.draft.put(target, outcome.file)
        project.draft.note(project.following.notes(target, outcome.file.content, new.content))
    project.draft.track(record._replace(at=target if outcome.file and target != new.path else None))
    reason = f"it is new, but {obstacle}" if obstacle else outcome.reason
    if outcome.conflict:
        yours = NewFile(entry.content, entry.mode) if entry else None
        file = NewFile(new.content, new.mode)
        project.draft.ask(Conflict(target, outcome.conflict, reason, outcome.regions, None, yours, file))
    elif outcome.kind:
        project.draft.say(Item(outcome.kind, target, reason))


def _followed(project: Project, path: str) -> Entry | None:
    entry = project.yours.entry(path)
    if entry is None or entry.kind == "link":
        return entry
    return entry._replace(content=project.following.follow(path, entry.content))


def _state(entry: Entry | None, new: RenderedFile) -> YourState:
    if entry is None:
        return "absent"
    if "link" in {entry.kind, file_kind(new.mode)}:
        return "same" if (entry.content, entry.mode) == (new.content, new.mode) else "different"
    return "same" if same_text(entry.content, new.content) else "different"
