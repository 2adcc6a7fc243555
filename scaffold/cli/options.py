"""Options and arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.cli import complete

Specs = Annotated[list[Path], typer.Argument(metavar="FILE", help="Specs or Markdown guides.")]
Features = Annotated[
    list[str],
    typer.Argument(metavar="FEATURE...", help="`scaffold features` lists them.", autocompletion=complete.features),
]
Json = Annotated[bool, typer.Option("--json", help="Print data as JSON instead of words.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; write nothing.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask.")]
AllowDirty = Annotated[bool, typer.Option("--allow-dirty", help="Go on although changes are not committed.")]
Verify = Annotated[
    bool, typer.Option("--verify", help="Run the project's tests on the merged tree first; stop if they fail.")
]
Pack = Annotated[
    str | None,
    typer.Option(
        "--pack",
        metavar="PATH_OR_URL",
        help="Templates from elsewhere: a pack of scaffold's own form, or a copier or cookiecutter template.",
    ),
]
Ref = Annotated[
    str | None,
    typer.Option("--ref", help="The pack's tag, branch or commit, which updates keep to; else its newest version."),
]
NewRef = Annotated[
    str | None,
    typer.Option(
        "--ref",
        help="The pack's tag, branch or commit, which later updates keep to. Else its newest version, or the one that "
        "the project is pinned to.",
    ),
]
Data = Annotated[
    list[str] | None,
    typer.Option("--data", metavar="QUESTION=ANSWER", help="An answer for the pack's template; may be repeated."),
]
Trust = Annotated[bool, typer.Option("--trust", help="Let the pack's own code run: hooks, tasks, prepare.")]
Rename = Annotated[
    list[str] | None,
    typer.Option("--rename", metavar="OLD=NEW", help="An entity or a field has a new name; may be repeated."),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(
        "--drop", metavar="PATH", help="The data of an entity, a field or a feature may be lost; may be repeated."
    ),
]
Fill = Annotated[
    list[str] | None,
    typer.Option("--fill", metavar="ENTITY.FIELD=VALUE", help="What rows get that have no value; may be repeated."),
]
Break = Annotated[
    list[str] | None,
    typer.Option("--break", metavar="NAME", help="Others may be broken by a change of this; may be repeated."),
]
