"""From a system to the files of its workspace, in memory."""

from collections.abc import Mapping
from typing import NamedTuple

from scaffold.catalog.digest import templates_digest
from scaffold.catalog.model import Catalog
from scaffold.evolution import first_revision
from scaffold.project.baseline import pack_tracked
from scaffold.project.model import Lock, PackRecord
from scaffold.project.spec_files import own_files
from scaffold.project.tracking import first_lock, state_files
from scaffold.render import Origin, RenderedFile, RenderedTree, render
from scaffold.spec import Spec
from scaffold.spec.naming import SPEC_FILE
from scaffold.system.catalogs import Catalogs
from scaffold.system.model import SYSTEM_FILE, System


class Workspace(NamedTuple):
    """A new workspace: all files, those of its services and of their `.scaffold` included, and its own lock."""

    tree: RenderedTree
    lock: Lock


class Project(NamedTuple):
    """One project in a workspace: its files, its lock, and what to type next."""

    files: Mapping[str, RenderedFile]
    lock: Lock
    next_steps: str


def new_workspace(system: System, catalogs: Catalogs) -> Workspace:
    """Render a system that has no errors, each of its services as a project of its own. Raises RenderError."""
    own = new_project(system.root, catalogs.system, SYSTEM_FILE)
    files = dict(own.files)
    for member in system.members:
        project = new_project(member.spec, catalogs.service)
        for path, file in {**project.files, **state_of(project)}.items():
            place = f"{member.folder}/{path}"
            files[place] = file._replace(path=place)
    return Workspace(RenderedTree(dict(sorted(files.items())), own.next_steps), own.lock)


def new_project(
    spec: Spec, catalog: Catalog, spec_file: str = SPEC_FILE, packs: tuple[PackRecord, ...] = ()
) -> Project:
    """Render the project of a spec that has no errors; `packs` are those in the catalogue. Raises RenderError."""
    rendered = render(spec, catalog)
    files = dict(sorted({**rendered.files, **own_files(spec, rendered.files, spec_file)}.items()))
    lock = first_lock(files, templates_digest(catalog), (first_revision(spec.entities, spec.stored),), packs)
    return Project(files, lock, rendered.next_steps)


def state_of(project: Project) -> dict[str, RenderedFile]:
    """Give what a project keeps of itself, as files beside its others."""
    baseline = pack_tracked(project.lock.files, {path: file.content for path, file in project.files.items()})
    return {
        path: RenderedFile(path, new.content, new.mode, "derived", Origin("state", path))
        for path, new in state_files(project.lock, baseline).items()
    }
