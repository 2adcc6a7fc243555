"""Whether a person asked for the tracebacks of internal errors."""

import os

_asked = False


def set_debug(*, on: bool) -> None:
    """Choose it on the command line."""
    global _asked  # noqa: PLW0603  one process, one command line
    _asked = on


def shows_tracebacks() -> bool:
    """Tell whether it was chosen there, or in the environment where the command line could not be read."""
    return _asked or os.environ.get("SCAFFOLD_DEBUG", "") not in {"", "0"}
