"""Files that git ignores, in an update: they may hold secrets, and git could not bring back what they held."""

from collections.abc import Collection, Mapping
from pathlib import Path

from scaffold.merge.model import Item, MergePlan, Unversioned
from scaffold.project.git_history import never_committed
from scaffold.project.git_ignored import ignoring_rules, kept_from_git, private_of
from scaffold.project.model import NewFile, TrackedFile, Tree

_REASON = "git ignores it, so that yours stays and the templates' version is beside it"


def unversioned_paths(
    project: Path, tree: Tree, before: Mapping[str, TrackedFile], rendered: Collection[str]
) -> Unversioned:
    """Return those paths of the templates' files of which git has nothing."""
    private, ignored = _ignored_paths(project, tree, before, rendered)
    gone = {path: file.at or path for path, file in before.items() if tree.entry(file.at or path) is None}
    never = never_committed(project, {place for place in gone.values() if place not in private})
    return Unversioned(private, frozenset(path for path, place in gone.items() if place in never), ignored)


def private_paths(
    project: Path, tree: Tree, before: Mapping[str, TrackedFile], rendered: Collection[str]
) -> frozenset[str]:
    """Return those paths of the templates' files that git ignores in every clone."""
    return _ignored_paths(project, tree, before, rendered)[0]


def _ignored_paths(
    project: Path, tree: Tree, before: Mapping[str, TrackedFile], rendered: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return those paths of the templates' files that git ignores in every clone, and those that it does here.

    Where git cannot be asked, both are what every clone ignored in the last update.
    """
    known = {place: file for file in before.values() for place in (file.path, file.at) if place}
    paths = {path for path in (*known, *rendered) if tree.blocked(path) is None}
    rules = ignoring_rules(project, sorted(paths))
    if rules is None:
        last = frozenset(path for path, file in known.items() if file.private)
        return last, last
    return private_of(rules), frozenset(rules)


def beside(project: Path, plan: MergePlan) -> MergePlan:
    """Return a plan that writes no conflict markers into what git ignores by whatever rule; raises ProjectError."""
    marked = {conflict.path: conflict for conflict in plan.conflicts if conflict.regions}
    rules = ignoring_rules(project, sorted(marked)) if marked else {}
    if not rules:
        return plan
    changes = dict(plan.changes)
    for path in rules:
        yours, expected = marked[path].yours, plan.expected.get(path)
        if path in changes:
            if expected is not None and yours == NewFile(expected.content, expected.mode):
                del changes[path]
            else:
                changes[path] = yours
    conflicts = tuple(
        each._replace(regions=(), reason=f"{each.reason}; {_REASON}") if each.path in rules else each
        for each in plan.conflicts
    )
    items = tuple(_without_regions(item) if item.path in rules else item for item in plan.items)
    expected_ = {path: entry for path, entry in plan.expected.items() if path in changes}
    return plan._replace(items=items, changes=changes, expected=expected_, conflicts=conflicts)


def _without_regions(item: Item) -> Item:
    return item._replace(regions=(), reason=f"{item.reason}; {_REASON}") if item.kind == "conflict" else item


def apart_from_ignored(
    project: Path, plan: MergePlan, before: Mapping[str, TrackedFile]
) -> tuple[MergePlan, tuple[str, ...]]:
    """Return what of a plan belongs into a commit, and the paths of what does not, as git ignores it.

    The lock says of these what it said before, so that the next update still brings them. Raises ProjectError.
    """
    paths = {*plan.changes, *(conflict.path for conflict in plan.conflicts)}
    left = kept_from_git(project, sorted(paths))
    if not left:
        return plan, ()
    files = {}
    for path, file in plan.files.items():
        if (file.at or path) not in left:
            files[path] = file
        elif path in before:
            files[path] = before[path]
    return (
        plan._replace(
            items=tuple(item for item in plan.items if item.path not in left),
            changes={path: file for path, file in plan.changes.items() if path not in left},
            conflicts=tuple(conflict for conflict in plan.conflicts if conflict.path not in left),
            files=files,
        ),
        tuple(sorted(left)),
    )
