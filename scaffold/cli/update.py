"""`scaffold update`: newer templates or a changed spec, merged with what the team wrote."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import typer

from scaffold.cli import showing, words
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.given import Templates
from scaffold.cli.opening import open_project
from scaffold.cli.packs import Choice, not_run, show_message, templates_of, templates_with
from scaffold.cli.plan_showing import data_of, regions_text, show_plan
from scaffold.cli.signals import stopped_by_signals
from scaffold.cli.terminal import complain, count_words, give, is_terminal, paint, reporting, say
from scaffold.evolution import WordNeededError, Words
from scaffold.foreign.errors import PackError
from scaffold.project.git_branch import check_branch
from scaffold.project.git_changes import uncommitted
from scaffold.project.holding import holding
from scaffold.project.model import Answer, NewFile
from scaffold.spec.naming import SPEC_FILE
from scaffold.update.carrying import carry_out, for_branch, put_on_branch
from scaffold.update.finishing import require_ended
from scaffold.update.planning import Update
from scaffold.update.rendering import EditedSpec, project_spec
from scaffold.update.verify import verify

if TYPE_CHECKING:
    from scaffold.foreign import Renewal

CONFLICTS = 3
"""The exit code for conflicts that are left to the user."""

NEEDED = 4
"""The exit code of `--check` where an update is due."""


class Request(NamedTuple):
    """The command line of `scaffold update`."""

    words: Words = Words()
    dry_run: bool = False
    check: bool = False
    json: bool = False
    allow_dirty: bool = False
    verify: bool = False
    branch: str | None = None
    ask: bool = True
    ref: str | None = None
    trust: bool = False
    unpin: bool = False
    answers: Mapping[str, Answer] = MappingProxyType({})
    breaks: frozenset[str] = frozenset()

    @property
    def writes(self) -> bool:
        """Whether the project, or its repository, is changed."""
        return not (self.dry_run or self.check)


def run(request: Request) -> None:
    """Bring the project of the working folder up to date; exits with 3 for conflicts and 4 for a due `--check`."""
    with told(as_json=request.json):
        project = open_project(writes=request.writes)
        asks = request.ask and not request.json and is_terminal(sys.stdin) and is_terminal(sys.stdout)
        choice = Choice(True, request.ref, request.unpin, request.trust, request.answers, asks)  # noqa: FBT003
        with showing.busy("Looking for templates", quiet=request.json or asks):
            templates = templates_of(project, choice)
        if any(request.words):
            templates.require_catalog()
        if not request.json:
            showing.notes(templates.notes)
            if templates.renewal and not request.writes:
                showing.notes(not_run(templates.renewal.due))
        bring_up_to_date(project, request, templates)


def bring_up_to_date(project: Path, request: Request, templates: Templates, edited: EditedSpec | None = None) -> None:
    """Plan, show and carry out; `edited` is the spec where the command has changed it."""
    if not request.writes:
        require_ended(project)
        _finish(_planned(request, templates, edited), request)
        return
    with holding(project, "update"):
        require_ended(project)
        if request.branch is not None:
            check_branch(project, request.branch)
        update, left = _worked_out(request, templates, edited)
        _refuse_breaks(update, request)
        if update.is_needed:
            _refuse_dirty(project, request, edited)
        renewal = templates.renewal if update.is_needed else None
        if renewal and renewal.due:
            templates = _with_programs(project, request, renewal)
            update, left = _worked_out(request, templates, edited)
        if request.verify and update.is_needed:
            _verify(update, templates, request)
        if update.is_needed and request.branch is None:
            with stopped_by_signals():
                carry_out(update)
            if renewal:
                _migrate_after(project, renewal)
        elif update.is_needed and request.branch is not None:
            _refuse_without_markers(update)
            put_on_branch(update, request.branch, _message(update))
        _finish(update, request, left, renewal.rendered.message if renewal else "")


def _worked_out(request: Request, templates: Templates, edited: EditedSpec | None) -> tuple[Update, tuple[str, ...]]:
    """Plan; returns what is to be done, and the paths of what does not belong on a branch."""
    update = _planned(request, templates, edited)
    return (update, ()) if request.branch is None else for_branch(update)


def _with_programs(project: Path, request: Request, renewal: "Renewal") -> Templates:
    """Run what a template has to run before its files are merged: migrations in the project, tasks beside it."""
    renewal.require_trust()
    migrations = [*renewal.due.get("before", ()), *renewal.due.get("after", ())]
    if request.branch is None:
        renewal.migrate("before", project)
    elif migrations:
        message = f"the template's migrations change the working tree: {'; '.join(migrations)}"
        raise RefusedError(message, "run scaffold update without --branch")
    return templates_with(project, renewal.with_tasks())


def _migrate_after(project: Path, renewal: "Renewal") -> None:
    try:
        renewal.migrate("after", project)
    except PackError as error:
        raise RefusedError(f"the update was made, but {error.message}", "scaffold update --undo goes back") from None


def _refuse_without_markers(update: Update) -> None:
    """Refuse to put on a branch what a commit cannot show: both versions of a file without conflict markers."""
    paths = [conflict.path for conflict in update.plan.conflicts if not conflict.regions]
    if paths:
        shown = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")  # noqa: PLR2004
        message = f"a branch cannot hold both versions of what is in conflict without markers: {shown}"
        raise RefusedError(message, "run scaffold update without --branch; --dry-run shows why they are in conflict")


def _planned(request: Request, templates: Templates, edited: EditedSpec | None) -> Update:
    """Plan, and ask for the words that are missing: one at a time, as each answer can settle other questions."""
    said = request.words
    while True:
        with showing.busy("Comparing", quiet=request.json):
            try:
                return templates.plan(edited, said)
            except WordNeededError as error:
                if request.json or not request.ask or not words.can_ask(error.questions):
                    raise
                question = error.questions[0]
        said = words.ask(question, said)


def _refuse_breaks(update: Update, request: Request) -> None:
    """Refuse what breaks others until the user has named each of it, and a name that nothing needs."""
    found = {finding.name: finding.text for finding in update.findings if finding.breaks}
    if unknown := sorted(request.breaks - found.keys()):
        raise RefusedError(f"--break {unknown[0]}: the update breaks nothing of that name", "leave it away")
    if left := [finding for finding in update.findings if finding.breaks and finding.name not in request.breaks]:
        shown = "\n".join(f"  {finding.name}: {finding.text}" for finding in left)
        options = " ".join(f"--break {name}" for name in dict.fromkeys(finding.name for finding in left))
        message = f"the update breaks others; nothing was changed\n{shown}"
        raise RefusedError(message, f"change the spec so that they go on, or say that they may break: {options}")


def _refuse_dirty(project: Path, request: Request, edited: EditedSpec | None) -> None:
    if request.allow_dirty:
        return
    own = {SPEC_FILE, *_included(project, edited)}
    found = uncommitted(project, own)
    if found:
        shown = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")  # noqa: PLR2004
        hint = "commit or stash them, so that git can show what the update did; or go on with --allow-dirty"
        raise RefusedError(f"the project has changes that are not committed: {shown}", hint)


def _included(project: Path, edited: EditedSpec | None) -> list[str]:
    if not (project / SPEC_FILE).is_file():
        return []
    read = edited.document if edited else project_spec(project)
    root = project.resolve()
    return [path.resolve().relative_to(root).as_posix() for path in read.includes]


def _verify(update: Update, templates: Templates, request: Request) -> None:
    features = templates.catalog.features if templates.catalog else {}
    commands = (features[name].verify for name in (update.spec.features if update.spec else ()))
    command = next(filter(None, commands), ())
    if not command:
        raise RefusedError("the templates do not say how this project is verified", "leave --verify away")
    if update.plan.conflicts:
        complain("not verified, as there are conflicts to settle first")
        return
    tree = update.tree
    marked = {path: NewFile(entry.content, entry.mode) for path in tree.marked if (entry := tree.entry(path))}
    files = (path for path in tree.others(()) if path not in marked)
    with showing.busy(f"Running {' '.join(command)} on the merged tree", quiet=request.json):
        done = verify(update.project, files, {**marked, **update.plan.changes}, command)
    if not done.passed:
        tail = "\n".join(done.output.strip().splitlines()[-30:])
        raise RefusedError(
            f"the merged tree fails its own tests; nothing was changed\n{tail}", f"it ran: {done.command}"
        )


def _finish(update: Update, request: Request, left: tuple[str, ...] = (), said: str = "") -> None:
    written = request.writes and update.is_needed
    conflicts = update.plan.conflicts
    with reporting(_done(update, request) if written else None):
        if request.json:
            give(data_of(update, written=written, branch=request.branch if written else None, left=left))
        else:
            _say(update, request, written=written)
            show_message(said if written else "")
            _say_left(left)
    if request.check and update.is_due:
        raise typer.Exit(NEEDED)
    if conflicts:
        raise typer.Exit(CONFLICTS)


def _done(update: Update, request: Request) -> str:
    """Return what was done, for when nothing else can be told."""
    if request.branch is not None:
        return f"the update was put on the branch {request.branch}"
    count = len(update.plan.conflicts)
    left = f", with {count} conflict{'s' * (count != 1)} to settle (see scaffold status)" if count else ""
    return f"the update was made{left}"


def _say(update: Update, request: Request, *, written: bool) -> None:
    diagnostics = update.spec.diagnostics if update.spec else ()
    showing.diagnostics([found for found in diagnostics if found.severity == "warning"])
    if not update.is_needed or (request.check and not update.is_due):
        say(f"{paint(update.name, 'path')} is up to date")
        return
    show_plan(update)
    if request.check:
        say("An update is due: scaffold update")
    elif request.dry_run:
        say("Nothing was written (--dry-run).")
    elif request.branch is not None:
        say(f"The result is on the branch {paint(request.branch, 'path')}; your working tree is as it was.")
        spec = os.path.relpath(update.project / SPEC_FILE)
        if SPEC_FILE in uncommitted(update.project, ()):
            say(f"It has your edit of {spec} too; before you switch to it or merge it: git checkout HEAD -- {spec}")
        if update.plan.conflicts:
            _say_marked(update, request.branch)
    elif update.plan.conflicts:
        _say_conflicts(update)
    elif written and not update.plan.changes:
        say("No file had to change; what the project records of itself is up to date now.")
    elif written:
        files = count_words(len(update.plan.changes), "file")
        say(f"Updated: {files}. Nothing was committed; scaffold update --undo goes back.")


def _say_left(left: tuple[str, ...]) -> None:
    if left:
        say(f"{paint('note:', 'note')} git ignores these, so that they are not on the branch, but for scaffold update")
        for path in left:
            say(f"  {path}")


def _say_conflicts(update: Update) -> None:
    say("To settle them, edit the files; then:")
    say()
    say("  scaffold update --continue   ends the update")
    say("  scaffold update --undo       goes back to where you were")
    theirs = [each for each in update.plan.conflicts if not each.regions and each.new is not None]
    if theirs:
        say()
        say("The templates' versions of files without markers are in .scaffold/theirs/.")


def _say_marked(update: Update, branch: str) -> None:
    """Say how to settle conflicts on a branch, where nothing but their markers tells of them."""
    one = len(update.plan.conflicts) == 1
    files = count_words(len(update.plan.conflicts), "file")
    say(f"There, {files} {'holds' if one else 'hold'} conflict markers. Edit {'it' if one else 'them'} on the branch:")
    say()
    say(f"  git switch {branch}")
    say("  scaffold update --continue   says which markers are left")
    say('  git commit --all --message "Settle the conflicts of the update"')
    say()
    say(f"Or give the branch up: git branch -D {branch}")


def _message(update: Update) -> str:
    lines = [f"{item.kind}: {item.path}{_where(item.regions)} ({item.reason})" for item in update.plan.items]
    return "\n".join([f"Update {update.name} with scaffold {update.lock.scaffold}", "", *lines]) + "\n"


def _where(regions: tuple[object, ...]) -> str:
    return f", {regions_text(regions)}" if regions else ""  # type: ignore[arg-type]
