"""The templates of workspaces and of the services in them, as commands use them."""

from collections.abc import Sequence
from pathlib import Path

from scaffold.catalog.digest import templates_digest
from scaffold.catalog.model import Catalog
from scaffold.cli.failures import RefusedError
from scaffold.cli.given import Templates
from scaffold.evolution import Revision, Words
from scaffold.system.catalogs import Catalogs, load_catalogs
from scaffold.system.model import SYSTEM_FILE, Member
from scaffold.system.updating import is_workspace, plan_member, plan_workspace, read_workspace, workspace_of
from scaffold.update.planning import Update
from scaffold.update.rendering import EditedSpec, Generated, rendering_as_is


def templates(project: Path, catalog: Catalog) -> Templates | None:
    """Give the templates of a workspace, or of a service in one; None for a project of its own."""
    if is_workspace(project):
        return _of_workspace(project, load_catalogs(catalog))
    root = workspace_of(project)
    if root is None:
        return None
    catalogs = load_catalogs(catalog)
    member = next((each for each in read_workspace(root, catalogs).members if each.name == project.name), None)
    return None if member is None else _of_member(root, member, catalogs)


def _of_workspace(root: Path, catalogs: Catalogs) -> Templates:
    def planned(edited: EditedSpec | None, words: Words) -> Update:
        _refuse_edit(edited)
        if any(words):
            raise RefusedError("a workspace takes no such words", "say them in the folder of the service they are for")
        return plan_workspace(root, catalogs)

    def written(history: Sequence[Revision]) -> Generated:
        system = read_workspace(root, catalogs)
        edited = EditedSpec(system.document, system.document.text, system.root, SYSTEM_FILE)
        made = rendering_as_is(edited, catalogs.system, history)
        return Generated(made.files, templates_digest(catalogs.system), (), made.history, made.spec)

    return Templates(planned, written, catalogs.system, ())


def _of_member(root: Path, member: Member, catalogs: Catalogs) -> Templates:
    def planned(edited: EditedSpec | None, words: Words) -> Update:
        _refuse_edit(edited)
        return plan_member(root, member, catalogs, words)

    def written(history: Sequence[Revision]) -> Generated:
        made = rendering_as_is(EditedSpec(member.document, member.document.text), catalogs.service, history)
        return Generated(made.files, templates_digest(catalogs.service), (), made.history, made.spec)

    return Templates(planned, written, catalogs.service, ())


def _refuse_edit(edited: EditedSpec | None) -> None:
    if edited is not None:
        hint = f"edit {SYSTEM_FILE}: a section without a service's name is for all, one such as [NAME.section] for one"
        raise RefusedError(f"the spec of a service in a workspace is made from {SYSTEM_FILE}", hint)
