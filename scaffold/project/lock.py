"""`.scaffold/lock.toml`: what the templates wrote last, as a person and a program can read it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from scaffold import __version__, toml_text
from scaffold.catalog.model import Ownership
from scaffold.catalog.version import release_number
from scaffold.evolution.codec import decode, encode
from scaffold.evolution.errors import DamagedError
from scaffold.project import state, toml
from scaffold.project.confining import path_fault
from scaffold.project.errors import NewerError, ProjectError
from scaffold.project.git_history import absence
from scaffold.project.model import LINK, Lock, PackKind, PackRecord, TrackedFile
from scaffold.project.reading import read_state

FORMAT = 1
"""Goes up when an older scaffold could not read the lock."""

_HEAD = "# What the templates wrote last; `scaffold update` needs it. Not to be edited by hand.\n"
_MARKER = re.compile(rb"^(<{7}|>{7}|\|{7}) ", re.MULTILINE)
_DIGEST = re.compile("[0-9a-f]{64}")
_OWNERSHIPS: tuple[Ownership, ...] = get_args(Ownership)
_MODES = ("644", "755", f"{LINK:o}")
_KINDS: tuple[PackKind, ...] = get_args(PackKind)
_REPAIR = "run: scaffold repair"


def read_lock(project: Path) -> Lock:
    """Read a project's lock; raises ProjectError: it is missing, damaged, in conflict, or from a newer scaffold."""
    data = read_state(project, state.LOCK)
    if data is None:
        known = absence(project, state.LOCK)
        if known is not None:
            raise ProjectError(project / state.LOCK, *known)
        message = "is no project that scaffold keeps up to date: .scaffold/lock.toml is missing"
        hint = "go to the project's folder, or restore the file from git; a project of copier or cruft: scaffold adopt"
        raise ProjectError(project, message, hint)
    return parse_lock(data, project / state.LOCK)


def parse_lock(data: bytes, path: Path) -> Lock:
    """Read a lock's text; `path` is for the errors. Raises ProjectError, NewerError where a newer scaffold wrote it."""
    if conflict := _MARKER.search(data):
        line = data.count(b"\n", 0, conflict.start()) + 1
        message = f"holds a merge conflict of git (line {line}): two branches were both updated"
        raise ProjectError(path, message, f"{_REPAIR}; it brings both together")
    import tomllib

    try:
        table = toml_text.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ProjectError(path, f"is damaged: line {line} is not UTF-8", _restore()) from error
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(path, f"is damaged: {error}", _restore()) from error
    except RecursionError:
        raise ProjectError(path, "is damaged: its values are nested too deeply", _restore()) from None
    _refuse_newer(table, path)
    try:
        return _lock(table)
    except (_Fault, DamagedError, RecursionError) as error:
        raise ProjectError(path, f"is damaged: {error}", _restore()) from error


def lock_text(lock: Lock) -> bytes:
    """Return a lock's text, the same for the same lock; raises ProjectError for a path that is no Unicode text."""
    head = {"format": FORMAT, "scaffold": lock.scaffold, "templates": lock.templates, "spec": lock.spec}
    parts = [_HEAD, "".join(f"{name} = {toml.inline(value)}\n" for name, value in head.items())]
    parts += [f"\n{toml.table('packs', _pack_data(pack))}" for pack in lock.packs]
    parts += [f"\n{toml.table('history', encode(revision))}" for revision in lock.history]
    try:
        lines = [_line(lock.files[path]) for path in sorted(lock.files)]
    except UnicodeEncodeError as error:
        path = Path(str(error.object))
        message = "has a name that is not Unicode text, which the lock cannot hold"
        raise ProjectError(path, message, "give the file another name") from error
    return "".join([*parts, "\n[files]\n", *lines]).encode()


def _line(file: TrackedFile) -> str:
    data = f"sha256 = {toml.text(file.digest)}, feature = {toml.text(file.feature)}"
    if file.template != f"files/{file.path}":
        data += f", template = {toml.text(file.template)}"
    if file.entity is not None:
        data += f", entity = {toml.text(file.entity)}"
    if file.ownership != "merged":
        data += f', ownership = "{file.ownership}"'
    if file.mode != 0o644:  # noqa: PLR2004  the mode of nearly all
        data += f', mode = "{file.mode:o}"'
    if file.at is not None:
        data += f", at = {toml.text(file.at)}"
    if file.private:
        data += ", private = true"
    return f"{toml.text(file.path)} = {{ {data} }}\n"


def _pack_data(pack: PackRecord) -> dict[str, object]:
    data: dict[str, object] = {"kind": pack.kind, "source": pack.source}
    data |= {name: value for name in ("ref", "commit") if (value := getattr(pack, name)) is not None}
    data |= {"digest": pack.digest, "trusted": pack.trusted}
    if pack.answers:  # JSON, as TOML has no null
        data["answers"] = {name: json.dumps(value, ensure_ascii=False) for name, value in pack.answers.items()}
    return data


class _Fault(ValueError):  # noqa: N818  becomes a ProjectError
    """What is wrong in the lock's data."""


def _restore() -> str:
    return f"restore the file from git, or {_REPAIR}"


def _refuse_newer(table: Mapping[str, Any], path: Path) -> None:
    format_, version = table.get("format"), table.get("scaffold")
    newer = isinstance(format_, int) and format_ > FORMAT
    if newer or (isinstance(version, str) and release_number(version) > release_number(__version__)):
        message = f"was written by scaffold {version}; this is {__version__}"
        raise NewerError(path, message, "install that version or a newer one, as an older one could lose something")


def _lock(table: Mapping[str, Any]) -> Lock:
    if table.get("format") != FORMAT:
        raise _Fault(f"format must be {FORMAT}, not {table.get('format')!r}")
    files = {path: _file(path, data) for path, data in _table(table, "files").items()}
    return Lock(
        _text(table, "scaffold"),
        _text(table, "templates"),
        _text(table, "spec"),
        tuple(_pack(data) for data in _tables(table, "packs")),
        tuple(decode(data) for data in _tables(table, "history")),
        files,
    )


def _file(path: str, data: Any) -> TrackedFile:  # noqa: ANN401
    if not isinstance(data, dict):
        raise _Fault(f"{path} must be a table")
    digest, mode, ownership = data.get("sha256"), data.get("mode", "644"), data.get("ownership", "merged")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise _Fault(f"{path}: sha256 must be 64 hexadecimal digits")
    if mode not in _MODES:
        raise _Fault(f"{path}: mode must be 644, 755 or 120000 (a link), not {mode!r}")
    if ownership not in _OWNERSHIPS:
        raise _Fault(f"{path}: ownership must be one of {', '.join(_OWNERSHIPS)}, not {ownership!r}")
    if fault := path_fault(path):
        raise _Fault(fault)
    others = (_text(data, "feature", path), _text({"template": f"files/{path}"} | data, "template", path))
    entity, at = _optional(data, "entity", path), _optional(data, "at", path)
    if at is not None and (fault := path_fault(at)):
        raise _Fault(f"{path}: {fault}")
    private = data.get("private", False)
    if not isinstance(private, bool):
        raise _Fault(f"{path}: private must be true or false")
    return TrackedFile(path, digest, int(mode, 8), ownership, *others, entity, at, private)


def _pack(data: Mapping[str, Any]) -> PackRecord:
    kind, trusted = data.get("kind"), data.get("trusted", False)
    if kind not in _KINDS:
        raise _Fault(f"packs: kind must be one of {', '.join(_KINDS)}, not {kind!r}")
    if not isinstance(trusted, bool):
        raise _Fault("packs: trusted must be true or false")
    answers = dict(_answers(data.get("answers", {})))
    ref, commit = _optional(data, "ref", "packs"), _optional(data, "commit", "packs")
    return PackRecord(
        kind, _text(data, "source", "packs"), ref, commit, _text(data, "digest", "packs"), trusted, answers
    )


def _answers(data: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if not isinstance(data, dict):
        raise _Fault("packs: answers must be a table")
    for name in data:
        try:
            yield name, json.loads(_text(data, name, "packs: answers"))
        except (json.JSONDecodeError, RecursionError):
            raise _Fault(f"packs: the answer {name!r} must be JSON in a text") from None


def _text(data: Mapping[str, Any], name: str, where: str = "") -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise _Fault(f"{where + ': ' if where else ''}{name} must be a text")
    return value


def _optional(data: Mapping[str, Any], name: str, where: str) -> str | None:
    return _text(data, name, where) if name in data else None


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    if not isinstance(value, dict):
        raise _Fault(f"{name} must be a table")
    return value


def _tables(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _Fault(f"{name} must be tables")
    return value
