"""The lock's TOML, with the lines of its files read as they are written.

tomllib needs 30 microseconds for such a line, and there may be thousands; it reads all that has another form.
"""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

_HEADER = "\n[files]\n"
_NAMES = ("sha256", "feature", "template", "entity", "ownership", "mode", "at")
_TEXT = r'"([^"\\\x00-\x1f\x7f]*)"'
_FIRST = ", ".join(f"{name} = {_TEXT}" for name in _NAMES[:2])
_MORE = "".join(f"(?:, {name} = {_TEXT})?" for name in _NAMES[2:])
_LINE = re.compile(f"{_TEXT} = {{ {_FIRST}{_MORE} }}")


def load(text: str) -> dict[str, Any]:
    """Return what `tomllib.loads` returns; raises TOMLDecodeError."""
    head, header, lines = text.partition(_HEADER)
    files = _files(lines) if header else None
    if files is not None:
        with suppress(tomllib.TOMLDecodeError):  # the header may stand inside a text, or the place be wrong
            table = tomllib.loads(head + "\n")
            if "files" not in table:
                return table | {"files": files}
    return tomllib.loads(text)


def _files(lines: str) -> Mapping[str, Mapping[str, str]] | None:
    """Return the files of lines that are all as they are written, each under a path of its own; else None."""
    files: dict[str, dict[str, str]] = {}
    *whole, rest = lines.split("\n")
    for line in whole:
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        path, *values = match.groups()
        files[path] = {name: value for name, value in zip(_NAMES, values, strict=True) if value is not None}
    return None if rest or len(files) != len(whole) else files
