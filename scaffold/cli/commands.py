"""The commands and their options. What a command does stands in the module of its name."""

# ruff: noqa: FBT001, FBT002, PLR0913, PLR0917  Typer reads options from a function's parameters

from pathlib import Path
from typing import Annotated, Literal

import typer

from scaffold.cli import complete
from scaffold.cli.debugging import set_debug
from scaffold.cli.options import (
    AllowDirty,
    Break,
    Data,
    Drop,
    DryRun,
    Features,
    Fill,
    Json,
    NewRef,
    NoInput,
    Pack,
    Ref,
    Rename,
    Specs,
    Trust,
    Verify,
)
from scaffold.cli.plain import PlainCommand, PlainGroup

app = typer.Typer(
    name="scaffold",
    cls=PlainGroup,
    help="Generate a FastAPI service from a TuskLang spec.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: importing rich would take longer than all the rest
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from scaffold import __version__

        typer.echo(f"scaffold {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: ARG001  handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="SCAFFOLD_DEBUG", help="Show the traceback of an internal error.")
    ] = False,
) -> None:
    set_debug(on=debug)


@app.command(cls=PlainCommand)
def new(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The service's name, such as user-service.")
    ] = None,
    spec: Annotated[
        Path | None, typer.Option("--spec", help="A .tusk file or a Markdown guide. Without it: a small spec.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder in which the service's folder is made.")
    ] = Path(),
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="SECTION.KEY=VALUE",
            help="Set a value of the spec; may be repeated.",
            autocompletion=complete.assignments,
        ),
    ] = None,
    features: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="FEATURE,...",
            help="Turn features on; `scaffold features` lists them.",
            autocompletion=complete.feature_lists,
        ),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
    no_input: NoInput = False,
    no_git: Annotated[bool, typer.Option("--no-git", help="Make no git repository.")] = False,
    pack: Pack = None,
    ref: Ref = None,
    data: Data = None,
    trust: Trust = False,
) -> None:
    """Make a new service."""
    from scaffold.cli.new import Request, run

    run(
        Request(
            name=name,
            spec=spec,
            output=output,
            assignments=tuple(settings or ()),
            features=tuple(features or ()),
            dry_run=dry_run,
            json=json,
            ask=not no_input,
            git=not no_git,
            pack=pack,
            ref=ref,
            data=tuple(data or ()),
            trust=trust,
        )
    )


@app.command(cls=PlainCommand)
def update(
    dry_run: DryRun = False,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 4 if an update is due.")] = False,
    json: Json = False,
    undo: Annotated[bool, typer.Option("--undo", help="Go back to before the last update, exactly.")] = False,
    continue_: Annotated[
        bool, typer.Option("--continue", help="End an update whose conflicts you have settled.")
    ] = False,
    rename: Rename = None,
    drop: Drop = None,
    fill: Fill = None,
    break_: Break = None,
    allow_dirty: AllowDirty = False,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Put the result on a new branch instead.")
    ] = None,
    verify: Verify = False,
    no_input: NoInput = False,
    ref: NewRef = None,
    unpin: Annotated[
        bool, typer.Option("--unpin", help="Take the pack's newest version again, in later updates too.")
    ] = False,
    data: Data = None,
    trust: Trust = False,
) -> None:
    """Bring in a changed spec or newer templates, merged with what you wrote."""
    from scaffold.cli.words import parse_words

    said = parse_words(rename or (), drop or (), fill or ())
    chosen = [name for name, on in (("--undo", undo), ("--continue", continue_), ("--check", check)) if on]
    chosen += [name for name, on in (("--dry-run", dry_run), ("--branch", branch is not None)) if on]
    if branch is not None and allow_dirty:
        raise typer.BadParameter("--branch and --allow-dirty cannot be given together")
    if unpin and ref is not None:
        raise typer.BadParameter("--unpin and --ref cannot be given together")
    if len(chosen) > 1:
        raise typer.BadParameter(f"{chosen[0]} and {chosen[1]} cannot be given together")
    if undo or continue_:
        from scaffold.cli import ending

        ending.undo(as_json=json) if undo else ending.finish(as_json=json)
        return
    from scaffold.cli.packs import parse_answers
    from scaffold.cli.update import Request, run

    answers = parse_answers(data or ())
    run(
        Request(
            said,
            dry_run,
            check,
            json,
            allow_dirty,
            verify,
            branch,
            not no_input,
            ref,
            trust,
            answers=answers,
            unpin=unpin,
            breaks=frozenset(break_ or ()),
        )
    )


@app.command(cls=PlainCommand)
def add(
    features: Features,
    dry_run: DryRun = False,
    json: Json = False,
    allow_dirty: AllowDirty = False,
    verify: Verify = False,
    trust: Trust = False,
) -> None:
    """Turn features on in the spec, and update."""
    from scaffold.cli import switching
    from scaffold.cli.update import Request

    request = Request(dry_run=dry_run, json=json, allow_dirty=allow_dirty, verify=verify, trust=trust)
    switching.add(features, request)


@app.command(cls=PlainCommand)
def remove(
    features: Features,
    drop: Drop = None,
    dry_run: DryRun = False,
    json: Json = False,
    allow_dirty: AllowDirty = False,
    verify: Verify = False,
    trust: Trust = False,
) -> None:
    """Turn features off in the spec, and update: their files go, unless you edited them."""
    from scaffold.cli import switching
    from scaffold.cli.update import Request
    from scaffold.cli.words import parse_words

    said = parse_words((), drop or (), ())
    request = Request(said, dry_run=dry_run, json=json, allow_dirty=allow_dirty, verify=verify, trust=trust)
    switching.remove(features, request)


@app.command(cls=PlainCommand)
def status(json: Json = False, trust: Trust = False) -> None:
    """Show what is left to settle, whether an update is due, and what you changed. Exits with 3 or 4 if so, else 0."""
    from scaffold.cli.status import run

    run(as_json=json, trust=trust)


@app.command(cls=PlainCommand)
def diff(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files or folders.")] = None,
) -> None:
    """Show your changes against what the templates wrote last."""
    from scaffold.cli.diff import run

    run(paths or [])


@app.command(cls=PlainCommand)
def restore(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Generated files or folders.")],
    json: Json = False,
) -> None:
    """Write files as the templates wrote them last, deleted ones too; update --undo goes back."""
    from scaffold.cli.restore import run

    run(paths, as_json=json)


@app.command(cls=PlainCommand)
def repair(json: Json = False, trust: Trust = False) -> None:
    """Make a damaged or conflicting .scaffold folder whole again; your files stay as they are."""
    from scaffold.cli.repair import run

    run(as_json=json, trust=trust)


@app.command(cls=PlainCommand)
def adopt(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="The project.")] = Path(),
    answers_file: Annotated[
        str | None,
        typer.Option(
            "--answers-file",
            "-a",
            metavar="FILE",
            help="The record of copier or cruft, below the project; where there are several, or it has another name.",
        ),
    ] = None,
    pack: Pack = None,
    ref: Annotated[
        str | None, typer.Option("--ref", help="The tag, branch or commit that made it, if not the recorded one.")
    ] = None,
    data: Data = None,
    trust: Trust = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take over a project that copier or cruft made; your files stay as they are."""
    from scaffold.cli import packing
    from scaffold.cli.packs import parse_answers

    answers = parse_answers(data or ())
    packing.adopt(folder, packing.AdoptRequest(answers_file, pack, ref, answers, trust, dry_run, json))


@app.command(cls=PlainCommand)
def check(
    files: Specs,
    json: Json = False,
) -> None:
    """Check specs: every error, warning and note, with its place."""
    from scaffold.cli.check import run

    run(files, as_json=json)


@app.command(cls=PlainCommand)
def graph(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SPEC...", help="Specs, drawn as one. Without: that of the project that you are in."),
    ] = None,
    form: Annotated[
        Literal["mermaid", "json"], typer.Option("--format", help="Text of a Mermaid flowchart, or data.")
    ] = "mermaid",
) -> None:
    """Draw services and what they talk to: stores, brokers, routes, calls, events, contracts."""
    from scaffold.cli.graph import run

    run(files or [], form)


@app.command(cls=PlainCommand)
def fmt(
    files: Specs,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")] = False,
) -> None:
    """Format specs."""
    from scaffold.cli.fmt import run

    run(files, check_only=check)


@app.command(cls=PlainCommand)
def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="SECTION[.KEY]|FEATURE|PATH",
            help="A part of the spec, a feature, or, in a project, a generated file.",
            autocompletion=complete.sections,
        ),
    ],
    json: Json = False,
    trust: Trust = False,
) -> None:
    """Tell what a part of the spec or a feature means, or what made a file."""
    from scaffold.cli.explain import run

    run(what, as_json=json, trust=trust)


@app.command(cls=PlainCommand)
def features(json: Json = False) -> None:
    """List the features."""
    from scaffold.cli.features import run

    run(as_json=json)


@app.command(cls=PlainCommand)
def schema() -> None:
    """Print the JSON Schema of the spec."""
    from scaffold.cli.schema import run

    run()
