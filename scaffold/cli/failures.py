"""Expected failures in words and as data."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import typer

from scaffold.cli.terminal import OutputError, give, paint_diagnostic, paint_error

if TYPE_CHECKING:  # imported where it is raised
    from scaffold.evolution.errors import Question


class RefusedError(Exception):
    """The command line asks for what cannot be: what, and what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message + (f"\n  hint: {self.hint}" if self.hint else "")

    def to_json(self) -> dict[str, object]:
        """Return the parts for `--json`."""
        return {"severity": "error", "message": self.message, "hint": self.hint}


NO_FOLDER = RefusedError("the folder that you are in was removed", "change to one that exists")
"""What `getcwd` fails with; its error names no file."""


def words(error: Exception) -> str | None:
    """Return an expected failure in words for a person, or None for one that nobody expected."""
    from scaffold.evolution.errors import DamagedError, WordNeededError
    from scaffold.foreign.errors import PackError
    from scaffold.project.errors import ProjectError
    from scaffold.render.errors import RenderError
    from scaffold.tusk import TuskError
    from scaffold.update.errors import UpdateError

    if isinstance(error, WordNeededError):
        return "\n".join(_question(question) for question in error.questions)
    if isinstance(error, TuskError):
        return "\n".join(paint_diagnostic(diagnostic.to_text()) for diagnostic in error.diagnostics)
    expected = RefusedError | ProjectError | RenderError | OutputError | UpdateError | DamagedError | PackError
    if isinstance(error, expected):
        hint = error.hint if isinstance(error, DamagedError) else None
        return paint_error(f"{error}\n  hint: {hint}" if hint else str(error))
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return paint_error(str(NO_FOLDER))
    if isinstance(error, OSError) and error.strerror is not None:
        place = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        return paint_error(f"{place}{error.strerror}")
    return None


def _question(question: "Question") -> str:
    """Return a point that is open with its answers, a line each."""
    options = "".join(f"\n  {option}" for option in question.options)
    return paint_error(question.message) + (f"; say which:{options}" if len(question.options) > 1 else options)


@contextlib.contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """Print an expected failure as data and exit with 1, where data is asked for; else let it pass."""
    try:
        yield
    except Exception as error:
        findings = data(error) if as_json else None
        if findings is None:
            raise
        give({"ok": False, "diagnostics": findings})
        raise typer.Exit(1) from None


def data(error: Exception) -> list[Mapping[str, object]] | None:
    """Return an expected failure as findings for `--json`, or None for one that nobody expected."""
    from scaffold.evolution.errors import DamagedError, WordNeededError
    from scaffold.foreign.errors import PackError
    from scaffold.project.errors import ProjectError
    from scaffold.render.errors import RenderError
    from scaffold.tusk import TuskError
    from scaffold.update.errors import UpdateError

    if isinstance(error, WordNeededError):
        return [
            {"severity": "error", "path": each.path, "message": each.message, "options": list(each.options)}
            for each in error.questions
        ]
    if isinstance(error, DamagedError):
        return [{"severity": "error", "message": str(error), "hint": error.hint}]
    if isinstance(error, TuskError):
        return [diagnostic.to_json() for diagnostic in error.diagnostics]
    if isinstance(error, RefusedError | ProjectError | RenderError | UpdateError | PackError):
        return [error.to_json()]
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return [NO_FOLDER.to_json()]
    return None
