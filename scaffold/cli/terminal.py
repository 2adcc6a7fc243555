"""Words for people: colour on a terminal only, data for programs on request."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

from scaffold.errors import ScaffoldError

_COLOURS = {"error": "31;1", "warning": "33;1", "note": "36", "hint": "36", "path": "1", "dim": "2", "good": "32"}
_NO_TEXT = re.compile("[\ud800-\udfff]")
"""How Python holds the bytes of a path that are no UTF-8."""

_HEAD = re.compile(r"^(|\S.*?: )(error|warning|note)(\[\w+\])?:", re.MULTILINE)


class OutputError(ScaffoldError):
    """The output cannot be written, as on a full disk."""


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a person reads a stream; None is one that was closed before the start."""
    return stream is not None and stream.isatty()


def has_colour(stream: TextIO | None) -> bool:
    """Say whether a stream shows colours: a terminal that can, unless `NO_COLOR` (no-color.org) is set."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, kind: str, stream: TextIO | None = None) -> str:
    """Return a text in the colour of its kind, where the stream (stdout) shows colours."""
    if not has_colour(stream or sys.stdout):
        return text
    return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m"


def paint_findings(text: str) -> str:
    """Colour the severity of each finding for stderr; what belongs to a finding is indented."""
    return _HEAD.sub(lambda match: match[1] + paint(f"{match[2]}{match[3] or ''}:", match[2], sys.stderr), text)


def count_words(count: int, noun: str) -> str:
    """Return `1 error`, `2 errors`."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def say(text: str = "") -> None:
    """Print a line on stdout; raises OutputError."""
    _write(sys.stdout, text + "\n")


def complain(text: str) -> None:
    """Print a line on stderr; raises OutputError."""
    _write(sys.stderr, text + "\n")


def give(data: object) -> None:
    """Print data as JSON on stdout; raises OutputError. Bytes of a file's name that are no text are escaped."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    _write(sys.stdout, _NO_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def flush() -> None:
    """Write what stdout still holds back; raises OutputError."""
    with _refusals():
        if sys.stdout is not None:
            sys.stdout.flush()


@contextlib.contextmanager
def reporting(done: str | None) -> Iterator[None]:
    """Print inside it what a command has done; where that fails, the OutputError says that it is done nevertheless.

    `done` is what was done, such as "2 files were restored"; None: nothing.
    """
    try:
        yield
        flush()
    except OutputError as error:
        if done is None:
            raise
        raise OutputError(f"{done}, but {error}") from error


def _write(stream: TextIO | None, text: str) -> None:
    with _refusals():
        if stream is not None:
            try:
                stream.write(text)
            except UnicodeEncodeError:  # a file's name, or a terminal that knows few letters
                stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # no fault: the reader has seen enough
        raise
    except OSError as error:
        raise OutputError(f"the output cannot be written: {error.strerror}") from error
