"""The commands and their options. What a command does stands in the module of its name."""

# ruff: noqa: FBT001, FBT002, PLR0913, PLR0917  Typer reads options from a function's parameters

from pathlib import Path
from typing import Annotated

import typer

from scaffold.cli import complete
from scaffold.cli.plain import PlainCommand, PlainGroup
from scaffold.cli.running import set_debug

app = typer.Typer(
    name="scaffold",
    cls=PlainGroup,
    help="Generate a FastAPI service from a TuskLang spec.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: importing rich would take longer than all the rest
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print data as JSON instead of words.")]


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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be made; write nothing.")] = False,
    json: Json = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask.")] = False,
    no_git: Annotated[bool, typer.Option("--no-git", help="Make no git repository.")] = False,
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
        )
    )


@app.command(cls=PlainCommand)
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Specs or Markdown guides.")],
    json: Json = False,
) -> None:
    """Check specs: every error, warning and note, with its place."""
    from scaffold.cli.check import run

    run(files, as_json=json)


@app.command(cls=PlainCommand)
def fmt(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Specs or Markdown guides.")],
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
            metavar="SECTION[.KEY]|PATH",
            help="A part of the spec; or, in a project, a generated file.",
            autocompletion=complete.sections,
        ),
    ],
    json: Json = False,
) -> None:
    """Tell what a part of the spec means, or what made a file."""
    from scaffold.cli.explain import run

    run(what, as_json=json)


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
