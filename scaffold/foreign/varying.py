"""Whether a release may render something else the second time: told by its text, without rendering it."""

import re
from collections.abc import Iterator
from pathlib import Path

from scaffold.foreign.folder import files_of
from scaffold.merge.text import is_binary
from scaffold.project.model import PackKind

_VARYING = (
    rb"random|shuffle|lipsum|\bnow\b|uuid|make_secret|password_hash|strftime|expandvars|expanduser|fileglob|realpath"
    rb"|_copier_operation|_copier_conf(?!\s*\.\s*answers_file\b)|_output_dir|_repo_dir"
)
"""What gives another value each time, or one that is of the machine or of the operation."""

_IN_CODE = re.compile(rb"(?s)\{[{%](?:(?![}%]\}).){0,1000}?(?:" + _VARYING + rb")")
_ANYWHERE = re.compile(_VARYING)
_SETTINGS = re.compile(
    rb"_tasks|_jinja_extensions|_extensions|secret|_external_data|!include",
)
"""Settings by which programs of the template, or values that nobody records, have a part in what is rendered."""

_OTHER_SIGNS = re.compile(rb"_envops|_jinja2_env_vars")
"""Settings that give Jinja's code other signs around it."""


def may_vary(root: Path, kind: PackKind) -> bool:
    """Say whether rendering a pack again, with the same answers, may give other files than it did first."""
    settings = b"".join(_contents(root, _settings_files(root, kind)))
    if _SETTINGS.search(settings) or (kind == "cookiecutter" and (root / "hooks").is_dir()):
        return True
    pattern = _ANYWHERE if _OTHER_SIGNS.search(settings) else _IN_CODE
    paths = sorted(files_of(root))
    if any(pattern.search(path.encode("utf-8", "surrogateescape")) for path in paths):
        return True
    return any(pattern.search(content) for content in _contents(root, paths) if not is_binary(content))


def _settings_files(root: Path, kind: PackKind) -> list[str]:
    return ["cookiecutter.json"] if kind == "cookiecutter" else [path.name for path in root.glob("copier.*")]


def _contents(root: Path, paths: list[str]) -> Iterator[bytes]:
    for path in paths:
        place = root / path
        if place.is_file():
            yield place.read_bytes()
