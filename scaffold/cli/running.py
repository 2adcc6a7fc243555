"""From a command's outcome to an exit code and, for what went wrong, plain words on stderr."""

import contextlib
import gc
import os
import sys

from scaffold.cli.debugging import shows_tracebacks
from scaffold.cli.signals import hear_of_children


def main() -> None:
    """Run the command line in a process that ends with it."""
    gc.disable()  # a command is over before the memory of lost cycles is worth the search for them
    try:
        run()
    finally:
        gc.freeze()  # nor for the search that Python makes at its end


def run() -> None:
    """Run the command line: exit code 0 for success, 1 for an error, 2 for wrong usage, 130 for Ctrl-C."""
    hear_of_children()
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  the last place where one can be put in words
        _report(error)
        sys.exit(1)
    finally:
        _say_distrusted()
        _drop_unwritten()


def _run() -> None:
    from scaffold.cli.commands import app  # takes long enough for a Ctrl-C
    from scaffold.cli.terminal import flush

    try:
        app(prog_name="scaffold")
    except SystemExit:
        flush()
        raise


def _say_distrusted() -> None:
    """Tell why the next command will be as slow as this one; not while a shell completes a word."""
    cache = sys.modules.get("scaffold.catalog.cache")
    fault = cache.distrusted() if cache else None
    if fault is not None and "_SCAFFOLD_COMPLETE" not in os.environ:
        from scaffold.cli.terminal import complain

        with contextlib.suppress(Exception):  # what the command came to is said already
            complain(f"note: the cache is not used: {fault}; close it (chmod go-w), or set SCAFFOLD_CACHE_DIR")


def _drop_unwritten() -> None:
    """Forget output that cannot be written: Python would try again at its end, and complain in its own words."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _report(error: Exception) -> None:
    from scaffold.cli.failures import expected, words

    if isinstance(error, BrokenPipeError):  # the reader has seen enough
        return
    known = expected(error)
    with contextlib.suppress(OSError, AttributeError):  # no stderr, or a full one: nobody can be told
        if known is not None:
            sys.stderr.write(words(known) + "\n")
            return
        if shows_tracebacks():
            import traceback

            traceback.print_exception(error)
        sys.stderr.write(
            f"internal error: {type(error).__name__}: {error}\n  This is a fault of scaffold. "
            "Please report it with the output of the same command under SCAFFOLD_DEBUG=1.\n"
        )
