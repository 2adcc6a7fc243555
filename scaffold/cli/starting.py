"""The spec that a service starts from, and the files that it leaves in the project."""

from pathlib import Path

from scaffold.catalog.model import Catalog
from scaffold.cli.flatten import flatten_guide
from scaffold.cli.reading import SPEC_FILE
from scaffold.project.errors import ProjectError
from scaffold.render import Origin, RenderedFile, RenderedTree
from scaffold.render.paths import find_clash, path_problem
from scaffold.spec import Spec
from scaffold.tusk import Document, load, parse

_RENAME = "give the included file another name"

STARTER = "starter.tusk"
"""In a pack's folder: the spec of a service for which none was given."""


def starting_document(file: Path | None, catalog: Catalog) -> Document:
    """Return the spec from a file, or the pack's own small one."""
    if file is not None:
        return load(file)
    for root in catalog.roots:
        if (root / STARTER).is_file():
            return parse((root / STARTER).read_text(encoding="utf-8"), source=SPEC_FILE)
    return parse("", source=SPEC_FILE)


def own_files(spec: Spec, tree: RenderedTree) -> dict[str, RenderedFile]:
    """Return the project's own spec and copies of the files that it includes; raises ProjectError where one clashes.

    The spec is the text that was given, with what the command line changed. A guide becomes a spec of its blocks.
    """
    document = spec.document
    text = flatten_guide(document) if document.written.guide else document.text
    files = {SPEC_FILE: _seeded(SPEC_FILE, text)}
    folder = Path(document.source).parent.resolve()
    for included in document.includes:
        path = included.relative_to(folder).as_posix()
        files[path] = _seeded(path, included.read_text(encoding="utf-8"))
    for path in files:
        problem = path_problem(path)
        if problem:
            raise ProjectError(Path(path), f"cannot come along into the project: {problem}", _RENAME)
        if path in tree.files or find_clash([*tree.files, path]):
            raise ProjectError(Path(path), "is a file that the project has already", _RENAME)
    return files


def _seeded(path: str, text: str) -> RenderedFile:
    return RenderedFile(path, text.encode("utf-8"), 0o644, "seeded", Origin("spec", path))
