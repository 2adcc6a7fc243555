"""From a workspace on disk to the plan of an update of all that is in it; nothing is written."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from scaffold.evolution import Question, WordNeededError, Words
from scaffold.merge.model import Item, MergePlan
from scaffold.merge.text import plain
from scaffold.project import state
from scaffold.project.lock import read_lock
from scaffold.project.model import Entry, NewFile
from scaffold.project.snapshot import WorkingTree
from scaffold.project.tracking import state_files
from scaffold.render import Finding
from scaffold.spec.naming import SPEC_FILE
from scaffold.system.catalogs import Catalogs
from scaffold.system.creating import new_project, state_of
from scaffold.system.model import SERVICES, SYSTEM_FILE, Member, System
from scaffold.system.reading import read_system
from scaffold.tusk import TuskError, load
from scaffold.update.carrying import baseline_of
from scaffold.update.errors import UpdateError
from scaffold.update.planning import Baseline, Update, plan
from scaffold.update.rendering import EditedSpec
from scaffold.update.settings import SettingChange

Value = TypeVar("Value")


def is_workspace(project: Path) -> bool:
    """Say whether a project is the root of a workspace."""
    return (project / SYSTEM_FILE).is_file()


def workspace_of(project: Path) -> Path | None:
    """Give the root of the workspace whose service a project is; None for a project of its own."""
    root = project.absolute().parent.parent
    inside = project.absolute().parent.name == SERVICES and is_workspace(root) and (root / state.LOCK).is_file()
    return root if inside else None


def read_workspace(root: Path, catalogs: Catalogs) -> System:
    """Read the spec of a workspace. Raises TuskError for one with errors."""
    document = load(Path(os.path.relpath(root / SYSTEM_FILE)))
    system = read_system(document, catalogs)
    if system.has_errors:
        raise TuskError(tuple(found for found in system.diagnostics if found.severity == "error"))
    return system


def plan_member(root: Path, member: Member, catalogs: Catalogs, words: Words) -> Update:
    """Plan the update of one service. Raises what `plan` raises, and UpdateError where its own spec was edited."""
    project = root / member.folder
    return plan(project, catalogs.service, edited=_spec_of(project, member), words=words)


def plan_workspace(root: Path, catalogs: Catalogs) -> Update:
    """Plan the update of a workspace and of all its services, as one change of the root.

    Raises what `plan` raises, and UpdateError for a service whose spec was edited.
    """
    system = read_workspace(root, catalogs)
    text = system.document.text
    own = plan(root, catalogs.system, edited=EditedSpec(system.document, text, system.root, SYSTEM_FILE))
    parts = [_part(root, member, catalogs) for member in system.members]
    plans = [own.plan, *(part.plan for part in parts)]
    merged = MergePlan(
        items=tuple(item for each in plans for item in each.items),
        changes=_all(each.changes for each in plans),
        expected=_all(each.expected for each in plans),
        conflicts=tuple(conflict for each in plans for conflict in each.conflicts),
        files=own.plan.files,
        notes=tuple(note for each in plans for note in each.notes),
    )
    return own._replace(
        spec=system.root._replace(diagnostics=system.diagnostics),
        plan=merged,
        beside=_all(part.beside for part in parts),
        settings=tuple(change for part in parts for change in part.settings),
        limits=tuple(text for part in parts for text in part.limits),
        unchecked=tuple(text for part in parts for text in part.unchecked),
        findings=tuple(finding for part in parts for finding in part.findings),
    )


class _Part(NamedTuple):
    """What an update of a workspace does in one service; paths are those of the workspace."""

    plan: MergePlan
    beside: Mapping[str, NewFile | None]
    settings: tuple[SettingChange, ...] = ()
    limits: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def _part(root: Path, member: Member, catalogs: Catalogs) -> _Part:
    if not (root / member.folder / state.LOCK).is_file():
        return _new(root, member, catalogs)
    try:
        update = plan_member(root, member, catalogs, Words())
    except WordNeededError as error:
        raise WordNeededError(tuple(_of_member(question, member) for question in error.questions)) from None
    kept = state_files(update.lock, baseline_of(update)) if update.is_needed else {}
    return _Part(
        _below(member.folder, update.plan),
        {f"{member.folder}/{path}": new for path, new in kept.items()},
        update.settings,
        tuple(f"{member.name}: {text}" for text in update.limits),
        tuple(f"{member.name}: {text}" for text in update.unchecked),
        tuple(each._replace(name=f"{member.name}.{each.name}") for each in update.findings),
    )


def _of_member(question: Question, member: Member) -> Question:
    """Give a question of one service's data as the workspace asks it: the answer is given in the service's folder."""
    options = tuple(f"in {member.folder}: scaffold update {option}" for option in question.options)
    return question._replace(message=f"{member.name}: {question.message}", options=options)


def _new(root: Path, member: Member, catalogs: Catalogs) -> _Part:
    """Add a service that the workspace does not have yet. Raises UpdateError where something stands in its place."""
    if os.path.lexists(root / member.folder):
        hint = "move it away; or bring back its .scaffold, if it is this service's"
        raise UpdateError(f"{member.folder} is not a project of scaffold, and {member.name} has to stand there", hint)
    project = new_project(member.spec, catalogs.service)
    files = {f"{member.folder}/{path}": NewFile(file.content, file.mode) for path, file in project.files.items()}
    items = (Item("added", f"{member.folder}/", f"a new service, {len(files)} files"),)
    empty: dict[str, Entry | None] = dict.fromkeys(files)
    beside = {f"{member.folder}/{path}": NewFile(file.content, file.mode) for path, file in state_of(project).items()}
    return _Part(MergePlan(items, files, empty, (), {}), beside)


def _below(folder: str, merged: MergePlan) -> MergePlan:
    """Give a plan with the paths that its files have from above a folder."""

    def place(path: str) -> str:
        return f"{folder}/{path}"

    return MergePlan(
        items=tuple(
            each._replace(path=place(each.path), source=None if each.source is None else place(each.source))
            for each in merged.items
        ),
        changes={place(path): new for path, new in merged.changes.items()},
        expected={place(path): entry for path, entry in merged.expected.items()},
        conflicts=tuple(each._replace(path=place(each.path)) for each in merged.conflicts),
        files={},
        notes=tuple(each._replace(path=place(each.path)) for each in merged.notes),
    )


def _spec_of(project: Path, member: Member) -> EditedSpec:
    """Give a service's spec as the workspace has it now, and the text that stands in its project.

    Raises UpdateError where that was edited.
    """
    lock = read_lock(project)
    entry = WorkingTree(project).entry(SPEC_FILE)
    there = entry.content if entry is not None and entry.kind == "file" else b""
    known = SPEC_FILE in lock.files and not lock.files[SPEC_FILE].private
    written = Baseline(project, lock).read(SPEC_FILE) if known else there
    wanted = member.document.text.encode()
    if plain(there) not in {plain(written), plain(wanted)}:
        message = f"{member.folder}/{SPEC_FILE} was edited, and is made from {SYSTEM_FILE}"
        hint = f"write the change into {SYSTEM_FILE}, such as in a section [{member.package}.NAME]; then put back what "
        raise UpdateError(message, f"{hint}was made: git checkout -- {member.folder}/{SPEC_FILE}")
    return EditedSpec(member.document, there.decode(errors="replace"))


def _all(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    return {path: value for part in parts for path, value in part.items()}
