"""From a project on disk to the plan of an update; nothing is written."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from scaffold import __version__
from scaffold.catalog.digest import templates_digest
from scaffold.catalog.model import Catalog
from scaffold.catalog.releases import template_moves
from scaffold.evolution import Change, Revision, Words, last_step, limit_texts, pairs, unchecked_texts
from scaffold.merge import plan_update
from scaffold.merge.model import Base, Item, Labels, MergePlan
from scaffold.merge.text import plain
from scaffold.project.baseline import read_baseline
from scaffold.project.digest import digest
from scaffold.project.errors import ProjectError
from scaffold.project.lock import read_lock
from scaffold.project.model import Entry, Lock, NewFile, PackRecord, TrackedFile
from scaffold.project.recovering import require_whole
from scaffold.project.snapshot import WorkingTree
from scaffold.project.spec_files import FEATURE
from scaffold.project.tracking import spec_digest
from scaffold.render import Finding, RenderedFile
from scaffold.spec import Spec
from scaffold.spec.naming import SPEC_FILE
from scaffold.update.chain import project_heads
from scaffold.update.form import project_form
from scaffold.update.ignored import beside, unversioned_paths
from scaffold.update.own_values import Sides, with_own_values
from scaffold.update.records import changed_keys, last_spec, records_of
from scaffold.update.rendering import EditedSpec, renamed_spec, rendering_of
from scaffold.update.reviewing import findings_of
from scaffold.update.settings import SettingChange, changed_settings

_NO_WORDS = Words()


class Update(NamedTuple):
    """What an update would do: the plan, and the project's state before and after it.

    `spec` is None for a template of another tool. `rendered` is what the templates write now, `revision` the next step
    of the data's history, if the data changed; `limits` are those that rows may break where it runs, `unchecked` what
    rows may break unseen, `settings` is what changes for those who run the service, and `findings` for others.
    `beside` is what an update puts beside the files, whatever stands there: what projects inside this one keep of
    themselves.
    """

    project: Path
    spec: Spec | None
    tree: WorkingTree
    before: Lock
    lock: Lock
    rendered: Mapping[str, RenderedFile]
    revision: Revision | None
    plan: MergePlan
    settings: tuple[SettingChange, ...] = ()
    limits: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    beside: Mapping[str, NewFile | None] = MappingProxyType({})

    @property
    def name(self) -> str:
        """What people call the project."""
        return self.spec.name if self.spec else self.project.resolve().name

    @property
    def is_needed(self) -> bool:
        """Whether anything would be written: files, or what the lock records."""
        return self.is_due or self.lock != self.before or bool(self.beside)

    @property
    def is_due(self) -> bool:
        """Whether any file would change, or cannot without the user; where a file was moved to is only recorded."""
        return bool(self.plan.changes or self.plan.conflicts)


class Baseline:
    """What the templates wrote last, unpacked when it is first asked for."""

    def __init__(self, project: Path, lock: Lock) -> None:
        self._project = project
        self._lock = lock

    def read(self, path: str) -> bytes:
        """Return the content of a file by the templates' path.

        Raises ProjectError where the archive is damaged, or another command has changed the project meanwhile.
        """
        return self._files[path]

    @cached_property
    def _files(self) -> dict[str, bytes]:
        try:
            return read_baseline(self._project, self._lock)
        except ProjectError:
            require_whole(self._project)
            if read_lock(self._project) == self._lock:
                raise
            message = "was changed by another command while this one looked at it"
            raise ProjectError(self._project, message, "run the command again") from None


def plan(
    project: Path,
    catalog: Catalog,
    *,
    packs: tuple[PackRecord, ...] = (),
    edited: EditedSpec | None = None,
    words: Words = _NO_WORDS,
) -> Update:
    """Render a project's spec and merge it with what stands there; `edited` is the spec where a command has changed it.

    `packs` are those that the catalogue holds beside the built-in templates.
    Raises ProjectError for a damaged state, or where the spec has changed since it was read for an edit, and what
    `rendering_of` raises.
    """
    before = read_lock(project)
    yours = WorkingTree(project)
    edited = edited or renamed_spec(project, catalog)
    rendering = rendering_of(
        edited,
        catalog,
        before.history,
        words,
        lambda: project_heads(before, yours, catalog),
    )
    baseline = Baseline(project, before)
    spec, rendered = rendering.spec, _as_recorded(rendering.files, before, baseline)
    last = last_spec(before, baseline.read, catalog)
    known = [(file.feature, file.template) for file in before.files.values()]
    records = records_of(last, spec, words, template_moves(catalog, before.scaffold, known))
    labels = Labels(new=f"template {__version__}", changed=changed_keys(last, spec))
    unversioned = unversioned_paths(project, yours, before.files, rendered)
    form = project_form(project, yours, before, baseline.read)
    merged = plan_update(
        Base(before.files, baseline.read),
        yours,
        rendered,
        records=records,
        labels=labels,
        unversioned=unversioned,
        form=form,
    )
    merged = beside(project, merged)
    templates = templates_digest(catalog)
    lock = Lock(__version__, templates, spec_digest(rendered), packs, rendering.history, merged.files)
    plan_ = _with_spec(project, merged, edited, yours)
    settings = changed_settings(last, spec, catalog)
    is_change = rendering.revision is not None and bool(before.history)
    changes: tuple[Change, ...] = last_step(rendering.history).changes if is_change else ()
    limits, unchecked = limit_texts(changes), _unchecked(last, spec, rendering.revision) if before.history else ()
    still_on = [name for name in spec.features if last is not None and name in last.features]
    findings = findings_of(still_on, before, baseline.read, rendered, catalog)
    return Update(
        project, spec, yours, before, lock, rendered, rendering.revision, plan_, settings, limits, unchecked, findings
    )


def _unchecked(last: Spec | None, spec: Spec, revision: Revision | None) -> tuple[str, ...]:
    renames = revision.words.renames if revision else ()
    return unchecked_texts(pairs(last.entities, spec.entities, renames)) if last else ()


class Brought(NamedTuple):
    """What another tool's template renders for an update.

    `recorded` is what the project is to know of the files. `own_lines` are the lines of what was written last, by path,
    that are the project's own, and `standing` what stands in place of files that git ignores.
    """

    files: Mapping[str, RenderedFile]
    recorded: Mapping[str, RenderedFile]
    record: PackRecord
    version: str | None
    own_lines: Mapping[str, frozenset[int]] = MappingProxyType({})
    standing: Mapping[str, bytes] = MappingProxyType({})


def plan_pack(project: Path, brought: Brought) -> Update:
    """Merge what another tool's template renders with what stands in a project made from it.

    Raises ProjectError for a damaged state.
    """
    files, record = brought.files, brought.record
    before = read_lock(project)
    yours = WorkingTree(project)
    labels = Labels(new=f"template {brought.version or (record.commit or record.digest)[:12]}")
    baseline = Baseline(project, before)
    unversioned = unversioned_paths(project, yours, before.files, files)
    form = project_form(project, yours, before, baseline.read)
    base = Base(_as_merged(before, brought), baseline.read)
    sides = with_own_values(Sides(base, files), yours, brought.own_lines)
    merged = plan_update(sides.base, yours, sides.new, labels=labels, unversioned=unversioned, form=form)
    merged = beside(project, merged)
    merged = merged._replace(files=_known(merged.files, before, brought))
    lock = Lock(__version__, record.digest, spec_digest(brought.recorded), (record,), (), merged.files)
    return Update(project, None, yours, before, lock, brought.recorded, None, merged)


def _as_merged(before: Lock, brought: Brought) -> dict[str, TrackedFile]:
    """Return the lock's files as the merge is to take them.

    What the template wrote once and merges now is merged from what it wrote then. A file that git ignores is taken for
    what stands there: nobody knows what was written.
    """
    found = dict(before.files)
    for path, file in before.files.items():
        new = brought.files.get(path)
        if new is not None and file.ownership == "seeded":
            found[path] = file._replace(ownership=new.ownership)
        if path in brought.standing:
            found[path] = found[path]._replace(digest=digest(brought.standing[path]))
    return found


def _known(files: Mapping[str, TrackedFile], before: Lock, brought: Brought) -> dict[str, TrackedFile]:
    """Return the lock's files with the digests of what the project is to know of them."""
    found = {}
    for path, file in files.items():
        known = brought.recorded.get(path)
        if known is not None:
            same = path in brought.standing and known.content == brought.standing[path]
            found[path] = file._replace(digest=before.files[path].digest if same else digest(known.content))
    return found


def _as_recorded(rendered: Mapping[str, RenderedFile], before: Lock, baseline: Baseline) -> Mapping[str, RenderedFile]:
    """Return the files with the spec as it was recorded, where it differs by line ends alone: a checkout's doing."""
    known = {path: file for path, file in rendered.items() if path in before.files and file.origin.feature == FEATURE}
    same = {
        path: file._replace(content=recorded)
        for path, file in known.items()
        if not before.files[path].private and plain(file.content) == plain(recorded := baseline.read(path))
    }
    return {**rendered, **same}


def _with_spec(project: Path, merged: MergePlan, edited: EditedSpec, yours: WorkingTree) -> MergePlan:
    """Leave out of a plan that the user's spec stays as it is; add the edit of it, where a command made one."""
    kept = tuple(item for item in merged.items if item.kind != "kept" or not _is_own(merged, item.path))
    merged = merged._replace(items=kept)
    if edited.document.text == edited.before:
        return merged
    there = yours.entry(SPEC_FILE)
    if there is None or there.kind != "file":
        hint = f"make {SPEC_FILE} a file, or edit what it leads to; then run the command again"
        raise ProjectError(project / SPEC_FILE, "is no file of the project, so that it cannot be edited", hint)
    if there.content != edited.before.encode("utf-8"):
        hint = "nothing was written; run the command again"
        raise ProjectError(project / SPEC_FILE, "was changed while the update was worked out", hint)
    expected: dict[str, Entry | None] = {**merged.expected, SPEC_FILE: there}
    changes = {**merged.changes, SPEC_FILE: NewFile(edited.document.text.encode("utf-8"), there.mode)}
    items = (Item("updated", SPEC_FILE, "edited by this command"), *merged.items)
    return merged._replace(items=items, changes=changes, expected=expected)


def _is_own(merged: MergePlan, path: str) -> bool:
    return path in merged.files and merged.files[path].feature == FEATURE
