"""The templates that a project is made from: the built-in ones, with packs over them, or another tool's."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import typer

from scaffold.catalog import Catalog, load_catalog
from scaffold.catalog.digest import templates_digest
from scaffold.cli import systems
from scaffold.cli.given import Templates
from scaffold.cli.terminal import say
from scaffold.evolution import Revision, Words
from scaffold.project.lock import read_lock
from scaffold.project.model import Answer, PackRecord
from scaffold.update.planning import Brought, Update, plan, plan_pack
from scaffold.update.rendering import EditedSpec, Generated, renamed_spec, rendering_as_is

if TYPE_CHECKING:  # a project without packs must not wait for it
    from scaffold.foreign import Pack, RenderedPack, Renewal
    from scaffold.foreign.protocol import Stage

NO_WORDS = Words()


class Choice(NamedTuple):
    """Which version of a project's packs is meant: the newest, or the one that the project was made from.

    `ref` names another one, to which the project is pinned then, `unpin` takes the newest of a project that is pinned,
    and `trust` lets its code run. `answers` are to a template's questions; with `ask`, those
    that have no answer yet are asked on the terminal.
    """

    newest: bool = False
    ref: str | None = None
    unpin: bool = False
    trust: bool = False
    answers: Mapping[str, Answer] = MappingProxyType({})
    ask: bool = False


def templates_of(project: Path, choice: Choice, records: tuple[PackRecord, ...] | None = None) -> Templates:
    """Find a project's templates; `records` are its packs, where they are not to be read from its lock.

    Raises PackError, CatalogError and ProjectError.
    """
    records = read_lock(project).packs if records is None else records
    if choice.answers and (not records or records[0].kind == "scaffold"):
        message = "this project's templates ask nothing; its values stand in service.tusk"
        raise typer.BadParameter(message, param_hint="--data")
    if not records:
        if choice.ref is not None:
            message = "this project has no pack of templates, only the built-in ones"
            raise typer.BadParameter(message, param_hint="--ref")
        catalog = load_catalog()
        return systems.templates(project, catalog) or _own(project, catalog, ())
    from scaffold.foreign import load_packs, newer_pack, recorded_pack

    if choice.ref is not None and len(records) > 1:
        raise typer.BadParameter(f"this project has {len(records)} packs of templates", param_hint="--ref")
    packs = [
        newer_pack(record, ref=choice.ref, unpin=choice.unpin) if choice.newest else recorded_pack(record)
        for record in records
    ]
    if records[0].kind == "scaffold":
        catalog = load_packs(packs, trust=choice.trust)
        notes = tuple(note for pack in packs for note in pack.notes)
        return _own(project, catalog, tuple(pack.record._replace(trusted=choice.trust) for pack in packs), notes)
    return _newest(project, packs[0], choice) if choice.newest else _recorded(project, packs[0], choice)


def _newest(project: Path, pack: "Pack", choice: Choice) -> Templates:
    """Return what an update takes of another tool's template."""
    from scaffold.foreign import render_update
    from scaffold.update.written import written_of

    written = written_of(project, read_lock(project))
    folder = project.resolve().name
    renewal = render_update(pack, written, choice.answers, trust=choice.trust, ask=choice.ask, folder=folder)
    templates = templates_with(project, renewal)
    before = written.record.ref
    return templates._replace(notes=(*templates.notes, *pinned(pack, before)))


def templates_with(project: Path, renewal: "Renewal") -> Templates:
    """Return the templates of a project from what an update brings of another tool's."""
    rendered = renewal.rendered

    def planned(_edited: EditedSpec | None, _words: Words) -> Update:
        return plan_pack(project, _brought(rendered)._replace(own_lines=renewal.own_lines, standing=renewal.standing))

    return Templates(planned, partial(_written, rendered), None, rendered.notes, renewal)


def _recorded(project: Path, pack: "Pack", choice: Choice) -> Templates:
    """Return what the version of another tool's template writes that the project was made from."""
    from scaffold.foreign import LOOKING, render_version

    rendered = render_version(pack, trust=choice.trust, folder=project.resolve().name, during=LOOKING)

    def planned(_edited: EditedSpec | None, _words: Words) -> Update:
        return plan_pack(project, _brought(rendered))

    return Templates(planned, partial(_written, rendered), None, rendered.notes)


def _brought(rendered: "RenderedPack") -> Brought:
    return Brought(rendered.files, rendered.recorded, rendered.record, rendered.version)


def _written(rendered: "RenderedPack", _history: Sequence[Revision]) -> Generated:
    return Generated(rendered.recorded, rendered.record.digest, (rendered.record,))


def not_run(due: "Mapping[Stage, Sequence[str]]") -> list[str]:
    """Say which programs of a template would run, and that what they do is not shown."""
    commands = [command for commands in due.values() for command in commands]
    if not commands:
        return []
    return [f"what the template's own programs do is not shown, as they do not run now: {'; '.join(commands)}"]


def show_message(text: str) -> None:
    """Print what a template has to say when its files are written."""
    if text.strip():
        say()
        say(text.strip("\n"))


def pinned(pack: "Pack", before: str | None = None) -> list[str]:
    """Say that a project keeps to a version, if it has not been told; `before` is the one that it was pinned to."""
    ref = pack.record.ref
    if ref is None or ref == before:
        return []
    return [f"the project is pinned to {ref} of {pack.name}; scaffold update --unpin takes the newest version again"]


def parse_answers(data: Sequence[str]) -> dict[str, Answer]:
    """Split `--data question=answer`; raises BadParameter (exit code 2) for anything else."""
    found: dict[str, Answer] = {}
    for each in data:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{each!r} is not of the form question=answer", param_hint="--data")
        found[name.strip()] = value
    return found


def _own(project: Path, catalog: Catalog, records: tuple[PackRecord, ...], notes: tuple[str, ...] = ()) -> Templates:
    def planned(edited: EditedSpec | None, words: Words) -> Update:
        return plan(project, catalog, packs=records, edited=edited, words=words)

    def written(history: Sequence[Revision]) -> Generated:
        made = rendering_as_is(renamed_spec(project, catalog), catalog, history)
        return Generated(made.files, templates_digest(catalog), records, made.history, made.spec)

    return Templates(planned, written, catalog, notes)
