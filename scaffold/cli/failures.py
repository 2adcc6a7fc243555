"""Expected failures in words and as data: the one place that shows them."""

import contextlib
import os
from collections.abc import Iterator

import typer

from scaffold.cli.terminal import OutputError, complain, give, paint_findings
from scaffold.errors import ScaffoldError


class RefusedError(ScaffoldError):
    """The command line asks for what cannot be: what, and what to do."""


def expected(error: Exception) -> ScaffoldError | None:
    """Return a failure that may happen, one of the operating system's as one of ours; None for what is a fault."""
    if isinstance(error, ScaffoldError):
        return error
    if isinstance(error, FileNotFoundError) and error.filename is None:  # what `getcwd` fails with
        return RefusedError("the folder that you are in was removed", "change to one that exists")
    if isinstance(error, OSError) and error.strerror is not None:
        place = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        return RefusedError(f"{place}{error.strerror}")
    return None


def words(error: ScaffoldError) -> str:
    """Return a failure in words for stderr."""
    return paint_findings(error.to_text())


def show(error: ScaffoldError) -> None:
    """Print a failure on stderr."""
    complain(words(error))


@contextlib.contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """Print an expected failure as data and exit with 1, where data is asked for; else let it pass."""
    try:
        yield
    except Exception as error:
        known = expected(error) if as_json and not isinstance(error, OutputError | BrokenPipeError) else None
        if known is None:
            raise
        give({"ok": False, "diagnostics": known.to_json()})
        raise typer.Exit(1) from None
