"""From a command's outcome to an exit code and, for what went wrong, plain words on stderr."""

import gc
import os
import sys
import traceback

_debug = False


def set_debug(*, on: bool) -> None:
    """Choose whether an internal error shows its traceback."""
    global _debug  # noqa: PLW0603  one process, one command line
    _debug = on


def main() -> None:
    """Run the command line: exit code 0 for success, 1 for an error, 2 for wrong usage, 130 for Ctrl-C."""
    gc.disable()  # a command is over before the memory of lost cycles is worth the search for them
    from scaffold.cli.commands import app

    try:
        app(prog_name="scaffold")
    except Exception as error:  # noqa: BLE001  the last place where one can be put in words
        sys.exit(_report(error))


def _report(error: Exception) -> int:
    from scaffold.cli.failures import words

    known = words(error)
    if known is not None:
        sys.stderr.write(known + "\n")
        return 1
    if _debug or os.environ.get("SCAFFOLD_DEBUG", "") not in {"", "0"}:
        traceback.print_exception(error)
    sys.stderr.write(
        f"internal error: {type(error).__name__}: {error}\n"
        "  This is a fault of scaffold. Please report it with the output of the same command under SCAFFOLD_DEBUG=1.\n"
    )
    return 1
