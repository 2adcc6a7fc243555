"""`scaffold fmt`: specs, and the specs in guides, in their canonical form."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import typer

from scaffold.cli.failures import show
from scaffold.cli.reading import unreadable
from scaffold.cli.terminal import say
from scaffold.project.errors import ProjectError, from_os_error
from scaffold.tusk import TuskError, format_text, load


def run(files: Sequence[Path], *, check_only: bool) -> None:
    """Format files in place; exit with 1 if one cannot be read, or with `check_only` if one would change."""
    failed = False
    for file in files:
        try:
            changed = _format(file, check_only=check_only)
        except (TuskError, ProjectError) as error:
            failed = True
            show(error)
        else:
            if changed:
                say(f"{'would format' if check_only else 'formatted'} {file}")
            failed = failed or (changed and check_only)
    if failed:
        raise typer.Exit(1)


def _format(file: Path, *, check_only: bool) -> bool:
    document = load(file)
    if faults := unreadable(document):
        raise TuskError(faults)
    text = format_text(document.text, source=str(file))
    if text == document.text:
        return False
    if not check_only:
        try:
            _replace(file, text)
        except OSError as error:
            raise ProjectError(file, from_os_error(error, file).message) from error
    return True


def _replace(file: Path, text: str) -> None:
    """Write a file anew in one step, with its mode, and through a link into the file that it names."""
    real = file.resolve()
    part = real.with_name(f".{real.name}.{secrets.token_hex(4)}")
    try:
        with part.open("x", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(real.stat().st_mode & 0o7777)
        part.replace(real)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
