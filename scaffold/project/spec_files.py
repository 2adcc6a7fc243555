"""The spec in a project: `service.tusk`, and the files that it includes."""

from collections.abc import Mapping
from pathlib import Path

from scaffold.project.errors import ProjectError
from scaffold.render.model import Origin, RenderedFile
from scaffold.render.paths import find_clash, path_problem
from scaffold.spec import Spec
from scaffold.spec.naming import SPEC_FILE
from scaffold.tusk.flatten import flatten_guide

FEATURE = "spec"
"""Stands for the feature that made these files; no feature has this name."""

_RENAME = "give the included file another name"


def own_files(spec: Spec, rendered: Mapping[str, RenderedFile], name: str = SPEC_FILE) -> dict[str, RenderedFile]:
    """Return the project's own spec and copies of the files that it includes; raises ProjectError where one clashes.

    The spec is the text that was given, with what the command line changed, in a file of that name. A guide becomes a
    spec of its blocks.
    """
    document = spec.document
    text = flatten_guide(document) if document.written.guide else document.text
    files = {name: _seeded(name, text)}
    folder = Path(document.source).parent.resolve()
    for included in document.includes:
        path = included.relative_to(folder).as_posix()
        files[path] = _seeded(path, included.read_text(encoding="utf-8"))
    for path in files:
        problem = path_problem(path)
        if problem:
            raise ProjectError(Path(path), f"cannot come along into the project: {problem}", _RENAME)
        if path in rendered or find_clash([*rendered, path]):
            raise ProjectError(Path(path), "is a file that the project has already", _RENAME)
    return files


def _seeded(path: str, text: str) -> RenderedFile:
    return RenderedFile(path, text.encode("utf-8"), 0o644, "seeded", Origin(FEATURE, path))
