"""The plan of an update."""

from collections.abc import Mapping

from scaffold.merge.added import add_file
from scaffold.merge.carrying import Step, carry, steps
from scaffold.merge.draft import Draft
from scaffold.merge.following import Following
from scaffold.merge.form import AS_WRITTEN, Form
from scaffold.merge.gone import with_gone_imports
from scaffold.merge.identity import pair_new
from scaffold.merge.model import Base, Labels, MergePlan, Records, Unversioned
from scaffold.merge.own import carry_own, own_moves
from scaffold.merge.places import Yours, find_places, template_folders
from scaffold.merge.project import Project
from scaffold.merge.routes import Folders, Ground, added_target
from scaffold.project.model import Tree
from scaffold.render.model import RenderedFile

_NOTHING = Records()
_LABELS = Labels()
_VERSIONED = Unversioned()


def plan_update(  # noqa: PLR0913  three trees, and what is known about them
    base: Base,
    yours: Tree,
    new: Mapping[str, RenderedFile],
    *,
    records: Records = _NOTHING,
    labels: Labels = _LABELS,
    unversioned: Unversioned = _VERSIONED,
    form: Form = AS_WRITTEN,
) -> MergePlan:
    """Return what an update does: pure, in memory, and the same for the same input.

    `base` is what the templates wrote last, `yours` the project as it stands, `new` what the templates write now, by
    path. Every line of the user's is in the result or in a listed conflict. Of `unversioned` paths, what git
    ignores is never changed, and what is missing counts as deleted by nobody. `form` is how the team formats its files.
    """
    pairs = pair_new(base, new, records)
    tree = Yours(yours, base.files)
    places = find_places(base, tree)
    folders = Folders(places.folders, template_folders(pairs, new))
    following = Following(records.modules, places.at, places.folders)
    project = Project(base, tree, places, folders, following, labels, form, Draft(tree), unversioned)
    return _plan(project, list(steps(project, pairs, new)), [new[path] for path in sorted({*new} - {*pairs.values()})])


def _plan(project: Project, known: list[Step], added: list[RenderedFile]) -> MergePlan:
    """Write down the files of last time, then the user's own, then new ones, for which there is room or not."""
    own = own_moves(project)
    ground = _ground(project.yours, known)
    stuck = ground.settle([*(step.move for step in known if step.move), *own.values()])
    for step in known:
        carry(project, step, stuck.get(step.move) if step.move else None)
    targets = [(added_target(file.path, project.folders), file) for file in added]
    carry_own(project, own, stuck, {target for target, _ in targets})
    for target, file in targets:
        add_file(project, file, target, ground)
    return with_gone_imports(project.draft.finish(), project.yours, project.places, project.following.modules)


def _ground(yours: Yours, known: list[Step]) -> Ground:
    placed = [(step, step.case.place) for step in known if step.case.place]
    staying = [place for step, place in placed if step.outcome.file and not step.move]
    leaving = [place for step, place in placed if not step.outcome.file]
    bare = [step.case.base.at or step.case.base.path for step in known if not step.case.place]
    links = [spot for spot in bare if (entry := yours.entry(spot)) and entry.kind != "folder"]
    return Ground(yours, staying + links, leaving)
