"""What copier and cruft leave in a project: where it came from, which version, and the answers."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scaffold import toml_text
from scaffold.catalog.text import read_text
from scaffold.foreign.errors import PackError
from scaffold.foreign.folder import COOKIECUTTER_FILE, COPIER_FILES
from scaffold.foreign.model import SKIP
from scaffold.foreign.source import joined, read_source
from scaffold.project.model import Answer, PackKind

CRUFT_FILE = ".cruft.json"
_MAX_BYTES = 1024 * 1024
_MAX_VALUES = 10_000
_MAX_DEPTH = 30
_COPIER_FILES = (".copier-answers*.y*ml", ".copier/*answers*.y*ml", ".config/*copier*answers*.y*ml")
"""Where templates have copier keep its answers, but for names of their own."""


class Made(NamedTuple):
    """How a project was made. `told` is the source as the file has it, `version` the tag or commit, if it says."""

    kind: PackKind
    file: str
    source: str
    told: str
    version: str | None
    ref: str | None
    answers: Mapping[str, Answer]


def read_made(project: Path, file: str | None = None) -> Made:
    """Read the record of copier or cruft in a project; raises PackError.

    `file` names it where there are several, as with a project that was made by several copier templates.
    """
    found = [file] if file else sorted(_copier_files(project))
    if file is None and (project / CRUFT_FILE).is_file():
        found.append(CRUFT_FILE)
    if not found:
        raise PackError(
            f"{project} has no .copier-answers.yml and no {CRUFT_FILE}: neither copier nor cruft made it",
            "run it in the folder that has one of them; one with another name: --answers-file FILE",
        )
    if len(found) > 1:
        hint = f"name the one to take over: --answers-file {found[0]}"
        raise PackError(f"{project} has more than one record: {', '.join(found)}", hint)
    name = found[0]
    content = _read(project / name)
    return _cruft(project, name, content) if name.endswith(".json") else _copier(project, name, content)


def _copier_files(project: Path) -> Iterator[str]:
    for pattern in _COPIER_FILES:
        yield from (path.relative_to(project).as_posix() for path in project.glob(pattern) if path.is_file())


def _read(path: Path) -> str:
    try:
        return read_text(path, _MAX_BYTES)
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: is not UTF-8 text (bad byte at offset {error.start})") from None


def _copier(project: Path, name: str, content: str) -> Made:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe").load(content)
    except YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise PackError(f"{project / name}:{line}: is not YAML", "restore it from git") from None
    except RecursionError:
        raise _too_much(project / name) from None
    if not isinstance(data, dict) or not isinstance(data.get("_src_path"), str):
        raise PackError(
            f"{project / name}: has no _src_path, so that it does not say which template made the project",
            "add the line _src_path: URL",
        )
    told = data["_src_path"]
    version = data.get("_commit")
    answers = _answers(project / name, data)
    return Made(
        "copier", name, _absolute(project, told), told, None if version is None else str(version), None, answers
    )


def _cruft(project: Path, name: str, content: str) -> Made:
    try:
        data = json.loads(content)
    except ValueError as error:
        raise PackError(f"{project / name}: is not JSON: {error}", "restore it from git") from None
    except RecursionError:
        raise _too_much(project / name) from None
    context = data.get("context", {}) if isinstance(data, dict) else {}
    context = context.get("cookiecutter") if isinstance(context, dict) else None
    if not isinstance(context, dict) or not isinstance(data.get("template"), str) or not data.get("commit"):
        raise PackError(f"{project / name}: lacks template, commit or context.cookiecutter", "restore it from git")
    answers = _answers(project / name, context)
    skip = [*_texts(data.get("skip")), *_skipped(project)]
    if skip:
        answers[SKIP] = [*skip]
    told = data["template"]
    source = joined(_absolute(project, told), str(data.get("directory") or "").strip("/"))
    checkout = data.get("checkout")
    return Made("cookiecutter", name, source, told, str(data["commit"]), str(checkout) if checkout else None, answers)


def _skipped(project: Path) -> list[str]:
    """Return what cruft's settings in pyproject.toml leave alone too."""
    try:
        settings = toml_text.loads(read_text(project / "pyproject.toml", _MAX_BYTES))
        return _texts(settings.get("tool", {}).get("cruft", {}).get("skip"))
    except (OSError, ValueError, AttributeError, RecursionError):
        return []


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def is_relative(told: str) -> bool:
    """Say whether a source is a path from a folder that it does not name."""
    return read_source(told).path is not None and not Path(told).expanduser().is_absolute()


def _absolute(project: Path, told: str) -> str:
    """Return a source that means the same from every folder.

    A relative path is one from the folder in which the tool was called: mostly the project, or the one around it. The
    first that leads to a template counts.
    """
    if not is_relative(told):
        return told
    inside = project.resolve()
    bases = (inside, inside.parent, Path.cwd(), *inside.parents)
    places = [Path(os.path.normpath(base / told)) for base in bases]
    found = next((place for place in places if _may_be_template(place) and place != inside), None)
    return str(found or next((place for place in places if place.is_dir()), places[0]))


def _may_be_template(place: Path) -> bool:
    names = (*COPIER_FILES, COOKIECUTTER_FILE, ".git", "HEAD")
    return any((place / name).exists() for name in names)


def _answers(file: Path, data: Mapping[Any, Any]) -> dict[str, Answer]:
    """Return the answers in a record; raises PackError where they have no end, as aliases in YAML can."""
    level: list[Any] = [data]
    for _ in range(_MAX_DEPTH):
        level = [inner for each in level for inner in _inside(each)]
        if len(level) > _MAX_VALUES:
            raise _too_much(file)
    if level:
        raise _too_much(file)
    return {str(key): _plain(value) for key, value in data.items() if not str(key).startswith("_")}


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def _too_much(file: Path) -> PackError:
    said = f"{file}: holds more than {_MAX_VALUES:,} values, or more than {_MAX_DEPTH} in each other"
    return PackError(said, "restore it from git")


def _plain(value: Any) -> Answer:  # noqa: ANN401  whatever YAML or JSON gives
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
