"""A project's spec rendered with the templates of now."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.catalog.model import Catalog
from scaffold.evolution import Revision, Words, first_revision, next_revision
from scaffold.project.git import enclosing_repository
from scaffold.project.git_history import absence
from scaffold.project.model import PackRecord
from scaffold.project.spec_files import own_files
from scaffold.render import RenderedFile, render, require_stored
from scaffold.spec import Spec, check
from scaffold.spec.naming import SPEC_FILE
from scaffold.spec.renamed import with_new_names
from scaffold.tusk import Document, TuskError, load
from scaffold.update.errors import UpdateError


class Rendering(NamedTuple):
    """What the templates write for a spec, the spec's own files included, by path in order.

    `history` is that of the data up to the spec's entities, and `revision` its last step, if that is a new one.
    """

    spec: Spec
    files: Mapping[str, RenderedFile]
    history: tuple[Revision, ...]
    revision: Revision | None


class Generated(NamedTuple):
    """What a project's templates write for its spec as it is, with what the lock says of them.

    `spec` is None for another tool's templates.
    """

    files: Mapping[str, RenderedFile]
    templates: str
    packs: tuple[PackRecord, ...] = ()
    history: tuple[Revision, ...] = ()
    spec: Spec | None = None


class EditedSpec(NamedTuple):
    """A project's spec as a command has edited it, and the text that it had before.

    `spec` is set where it was checked already, `name` where the project calls it otherwise than others do.
    """

    document: Document
    before: str
    spec: Spec | None = None
    name: str = SPEC_FILE


def project_spec(project: Path) -> Document:
    """Read a project's spec; its path is shown from the working folder. Raises UpdateError where there is none."""
    path = Path(os.path.relpath(project / SPEC_FILE))
    if not os.path.lexists(path):
        known = absence(project, SPEC_FILE)
        if known is not None:
            raise UpdateError(f"the project's spec {path} {known.message}", known.hint)
        hint = f"if it has another name now, give it this one; if it was deleted: scaffold restore {path}"
        raise UpdateError(f"the project's spec {path} is not there", hint)
    if path.is_symlink() and not _is_inside(path.resolve(), project):
        message = f"the project's spec {path} is a link that leads out of the project and its repository"
        raise UpdateError(message, "put the spec itself there")
    return load(path)


def _is_inside(place: Path, project: Path) -> bool:
    top = enclosing_repository(project) or project
    return place.is_relative_to(top.resolve())


def renamed_spec(project: Path, catalog: Catalog) -> EditedSpec:
    """Read a project's spec, with the names that its sections and keys have now."""
    document = project_spec(project)
    return EditedSpec(document if document.has_errors else with_new_names(document, catalog), document.text)


def rendering_of(
    edited: EditedSpec,
    catalog: Catalog,
    history: Sequence[Revision],
    words: Words,
    heads: Callable[[], Sequence[str]] = tuple,
) -> Rendering:
    """Render a spec whose data has a history.

    `heads` tells the ids that end the project's own chain; it is only asked where there is a new revision.
    Raises TuskError for a spec with errors, WordNeededError where a change of the data needs the user's word,
    DamagedError for a history that is none, and RenderError.
    """
    spec = edited.spec or _checked(edited.document, catalog)
    require_stored(history, catalog)
    revision = next_revision(history, spec.entities, words, stored=spec.stored)
    if revision is not None and history:
        revision = next_revision(history, spec.entities, words, stored=spec.stored, heads=heads())
    steps = tuple(history) if revision is None else (*history, revision)
    return Rendering(spec, _files(spec, catalog, steps, edited.name), steps, revision)


def rendering_as_is(edited: EditedSpec, catalog: Catalog, history: Sequence[Revision]) -> Rendering:
    """Render a spec without a step in the history of its data, where one may be due.

    Raises what `rendering_of` raises, but WordNeededError.
    """
    spec = edited.spec or _checked(edited.document, catalog)
    steps = tuple(history) or (first_revision(spec.entities, spec.stored),)
    return Rendering(spec, _files(spec, catalog, steps, edited.name), steps, None)


def _checked(document: Document, catalog: Catalog) -> Spec:
    spec = check(document, catalog)
    if spec.has_errors:
        raise TuskError(tuple(found for found in spec.diagnostics if found.severity == "error"))
    return spec


def _files(spec: Spec, catalog: Catalog, history: Sequence[Revision], name: str = SPEC_FILE) -> dict[str, RenderedFile]:
    tree = render(spec, catalog, history).files
    return dict(sorted({**tree, **own_files(spec, tree, name)}.items()))
