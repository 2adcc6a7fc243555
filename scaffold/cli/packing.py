"""`scaffold new --pack` with a copier or cookiecutter template, and `scaffold adopt`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.cli import showing
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.packs import not_run, pinned, show_message
from scaffold.cli.signals import stopped_by_signals
from scaffold.cli.terminal import count_words, give, is_terminal, paint, reporting, say
from scaffold.foreign import (
    LOOKING,
    MAKING,
    Adoption,
    FileStanding,
    Pack,
    RenderedPack,
    plan_adoption,
    render_version,
)
from scaffold.project import check_target, create, first_lock
from scaffold.project.applying import record
from scaffold.project.baseline import pack_baseline
from scaffold.project.holding import holding
from scaffold.project.model import Answer
from scaffold.render import RenderedTree

_STANDINGS: dict[FileStanding, str] = {
    "changed": "you changed",
    "deleted": "you deleted",
    "replaced": "are no files now",
}
_SHOWN = 20
"""Changed files that are listed by name."""


class NewRequest(NamedTuple):
    """The command line of `scaffold new --pack`, for another tool's template."""

    name: str | None
    output: Path
    answers: Mapping[str, Answer]
    trust: bool
    dry_run: bool
    json: bool
    ask: bool
    git: bool


class AdoptRequest(NamedTuple):
    """The command line of `scaffold adopt`."""

    file: str | None
    pack: str | None
    ref: str | None
    answers: Mapping[str, Answer]
    trust: bool
    dry_run: bool
    json: bool


def make(request: NewRequest, pack: Pack) -> None:
    """Make a project from a copier or cookiecutter template; raises PackError and ProjectError."""
    asks = request.ask and not request.json and is_terminal(sys.stdin) and is_terminal(sys.stdout)
    with showing.busy(f"Rendering {pack.name}", quiet=request.json or asks):
        during = LOOKING if request.dry_run else MAKING
        rendered = render_version(
            pack, request.answers, trust=request.trust, ask=asks, folder=request.name, during=during
        )
    name = request.name or rendered.folder
    if name is None:
        raise RefusedError("the project needs a name, as its folder", "scaffold new NAME --pack ...")
    target = request.output / name
    tree = RenderedTree(dict(sorted(rendered.files.items())))
    if request.dry_run:
        check_target(target, {path.partition("/")[0] for path in tree.files})
        result = None
    else:
        lock = first_lock(rendered.recorded, rendered.record.digest, (), (rendered.record,))
        known = {path: file.content for path, file in rendered.recorded.items()}
        with stopped_by_signals():
            result = create(tree, target, lock, use_git=request.git, message=f"Generate {name}", known=known)
    notes = (*rendered.notes, *pinned(pack), *not_run(rendered.due), *(result.notes if result else ()))
    with reporting(f"{target} was made" if result else None):
        if request.json:
            give(_made(rendered, tree, target, notes, written=result is not None))
            return
        showing.notes(notes)
        verb = "Made" if result else "Would make"
        say(f"{verb} {paint(name, 'path')}: {count_words(len(tree.files), 'file')} in {target}, from {_version(pack)}")
        if result is None:
            say("Nothing was written (--dry-run).")
        else:
            say("scaffold update, in that folder, brings in what the template has newer.")
            show_message(rendered.message)


def adopt(project: Path, request: AdoptRequest) -> None:
    """Take over a project that copier or cruft made; none of its files changes. Raises PackError and ProjectError."""
    with told(as_json=request.json):
        with showing.busy("Rendering the recorded version", quiet=request.json):
            found = plan_adoption(
                project,
                file=request.file,
                source=request.pack,
                ref=request.ref,
                answers=request.answers,
                trust=request.trust,
            )
        if not request.dry_run:
            with holding(project, "adopt"):
                record(project, lock=found.lock, baseline=pack_baseline(found.contents))
        with reporting(None if request.dry_run else "the project was taken over"):
            if request.json:
                give(_adopted(found, written=not request.dry_run))
            else:
                _show(found, written=not request.dry_run)


def _show(found: Adoption, *, written: bool) -> None:
    showing.notes(found.notes)
    source = f"{found.lock.packs[0].source} {found.made.version or ''}".rstrip()
    files = count_words(len(found.files), "file")
    say(f"The template {paint(source, 'path')} wrote {files} here, by {found.made.file}:")
    say(f"  {len(found.paths('same'))} as it wrote them")
    for standing, words in _STANDINGS.items():
        paths = found.paths(standing)
        if paths:
            say(f"  {len(paths)} {words}")
            for path in paths[:_SHOWN]:
                say(f"    {path}")
            if len(paths) > _SHOWN:
                say(f"    and {len(paths) - _SHOWN} more")
    say(f"Files of your own: {len(found.unknown)}")
    say()
    if written:
        say("None of your files was changed. From now on: scaffold update")
    else:
        say("Nothing was written (--dry-run).")


def _version(pack: Pack) -> str:
    return f"{pack.name} {pack.version}" if pack.version else pack.name


def _made(
    rendered: RenderedPack, tree: RenderedTree, target: Path, notes: tuple[str, ...], *, written: bool
) -> dict[str, object]:
    return {
        "ok": True,
        "path": str(target.absolute()),
        "written": written,
        "pack": rendered.record.source,
        "version": rendered.version,
        "files": list(tree.files),
        "notes": list(notes),
        "message": rendered.message,
    }


def _adopted(found: Adoption, *, written: bool) -> dict[str, object]:
    return {
        "ok": True,
        "written": written,
        "template": found.made.source,
        "version": found.made.version,
        "files": [each._asdict() for each in found.report],
        "unknown": list(found.unknown),
        "notes": list(found.notes),
    }
