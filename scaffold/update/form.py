"""The team's formatter: ruff, with the settings that stand in the project."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

from scaffold import toml_text
from scaffold.merge.form import AS_WRITTEN, Form
from scaffold.project.model import Lock, Tree

_SUFFIXES = (".py", ".pyi")
_SETTINGS = "pyproject.toml"
_OWN_FILES = (".ruff.toml", "ruff.toml")
_SECONDS = 10
_MEMORY = 2 << 30
"""Many times what a file needs; what the settings lead to may have no end."""
_KEPT = 4096

_Settings = dict[str, dict[str, object]]


def project_form(project: Path, yours: Tree, lock: Lock, read: Callable[[str], bytes]) -> Form:
    """Return how a project's Python files are formatted.

    `lock` and `read` give what the templates wrote last. Settings of black are translated: ruff's formatter writes what
    black does (https://docs.astral.sh/ruff/formatter/black/).
    """
    program = _ruff()
    if program is None:
        return AS_WRITTEN

    @cache
    def settings() -> _Settings:
        there = yours.entry(_SETTINGS)
        return _settings(there.content if there else b"")

    @cache
    def written() -> _Settings:
        last = lock.files.get(_SETTINGS)
        return _settings(read(_SETTINGS) if last and not last.private else b"")

    @cache
    def own() -> bool:
        return settings() != written() or any(yours.entry(name) for name in _OWN_FILES)

    readable = cache(partial(_has_plain_settings, project))
    in_vain = 0.0

    @lru_cache(_KEPT)
    def write(path: str, content: bytes) -> bytes | None:
        nonlocal in_vain
        if in_vain >= _SECONDS or not path.endswith(_SUFFIXES) or not readable(path.rpartition("/")[0]):
            return None
        options = () if "black" in written() else _as_options(settings().get("black"))
        start = time.monotonic()
        done = _format(program, project, path, content, options)
        if done is None:
            in_vain += time.monotonic() - start
        return done

    return Form(write, own)


def _ruff() -> str | None:
    """Return scaffold's own ruff: a program that a project brings along is never run."""
    try:
        from ruff import find_ruff_bin

        return str(find_ruff_bin())
    except (ImportError, FileNotFoundError):
        return None


def _has_plain_settings(project: Path, folder: str) -> bool:
    """Say whether no pipe or device stands where ruff looks for settings of the files in a folder."""
    place = project.absolute() / folder
    places = (above / name for above in (place, *place.parents) for name in (_SETTINGS, *_OWN_FILES))
    return all(each.is_file() for each in places if os.path.lexists(each))


def _format(program: str, project: Path, path: str, content: bytes, options: tuple[str, ...]) -> bytes | None:
    command = [program, "format", "--no-cache", "--quiet", *options, "--stdin-filename", path, "-"]
    pipe = subprocess.PIPE
    try:
        with subprocess.Popen(  # noqa: S603  a program of scaffold's own environment
            command, cwd=project, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        ) as process:
            _limit(process.pid)
            try:
                output, _ = process.communicate(content, _SECONDS)
            except BaseException:  # also where what its settings lead to is a pipe
                process.kill()
                raise
    except (OSError, subprocess.TimeoutExpired):
        return None
    return output if process.returncode == 0 else None


def _limit(process: int) -> None:
    """Limit a process's memory, on a system that can from outside."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError):  # it has ended, or a lower limit holds
            resource.prlimit(process, resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _settings(text: bytes) -> _Settings:
    """Return what decides the form: ruff's settings but for its rules, and black's."""
    try:
        tools = toml_text.loads(text.decode("utf-8")).get("tool", {})
    except (ValueError, RecursionError):
        return {}
    tables = {name: tools[name] for name in ("ruff", "black") if isinstance(tools, dict) and name in tools}
    return {
        name: {key: value for key, value in table.items() if key != "lint"}
        for name, table in tables.items()
        if isinstance(table, dict)
    }


def _as_options(black: dict[str, object] | None) -> tuple[str, ...]:
    if black is None:
        return ()
    length = black.get("line-length", 88)
    values = [f"line-length = {length}"] if isinstance(length, int) else []
    if black.get("skip-string-normalization"):
        values.append('format.quote-style = "preserve"')
    if black.get("skip-magic-trailing-comma"):
        values.append("format.skip-magic-trailing-comma = true")
    return tuple(word for value in values for word in ("--config", value))
