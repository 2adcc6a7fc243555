"""Taking over a project that copier or cruft made: what its template wrote becomes the baseline."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from scaffold.foreign.answers_file import CRUFT_FILE, Made, is_relative, read_made
from scaffold.foreign.errors import PackError
from scaffold.foreign.model import ANSWERS_FILE, Pack
from scaffold.foreign.packs import find_pack
from scaffold.foreign.rendering import LOOKING, Said, render_version
from scaffold.merge.cases import same_text
from scaffold.project import state
from scaffold.project.git_ignored import ignoring_rules, private_of
from scaffold.project.model import Answer, Entry, Lock, Tree, file_kind
from scaffold.project.snapshot import WorkingTree
from scaffold.project.tracking import first_lock, with_private
from scaffold.render.model import RenderedFile

FileStanding = Literal["same", "changed", "deleted", "replaced"]
"""What became of a file that the template wrote; `replaced`: something stands there that is no file."""


class Adopted(NamedTuple):
    """One file that the template wrote, and what became of it."""

    path: str
    standing: FileStanding


class Adoption(NamedTuple):
    """What taking over a project means; no file of the user's changes.

    `files` is what the recorded version renders, which becomes the baseline, and `lock` what is written beside it.
    `unknown` are the files that the template did not write.
    """

    made: Made
    files: Mapping[str, RenderedFile]
    lock: Lock
    report: tuple[Adopted, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def paths(self, standing: FileStanding) -> tuple[str, ...]:
        """Return the files of which one thing became."""
        return tuple(each.path for each in self.report if each.standing == standing)

    @property
    def contents(self) -> Mapping[str, bytes]:
        """What the baseline holds."""
        return {path: file.content for path, file in self.files.items() if not self.lock.files[path].private}


def plan_adoption(  # noqa: PLR0913  each is one choice of the user
    project: Path,
    *,
    file: str | None = None,
    source: str | None = None,
    ref: str | None = None,
    answers: Mapping[str, Answer] | None = None,
    trust: bool = False,
    tree: Tree | None = None,
) -> Adoption:
    """Render again the version of a template that a project was made from; nothing is written.

    `file` names the record of copier or cruft where there are several. `source` and `ref` come before those recorded
    (the template moved, or the recorded commit is gone), and so do `answers` (one that was secret, and not recorded).
    `tree` is the project as it stands. Raises PackError: no record, a template that cannot be reached, a commit that it
    does not have, answers that it does not take; UntrustedError for hooks and tasks; ProjectError for a project that
    cannot be read.
    """
    if (project / state.LOCK).exists():
        raise PackError(f"{project} is kept up to date by scaffold already", "run: scaffold update")
    made = read_made(project, file)
    pack = _recorded(made, source, ref)
    record = pack.record._replace(ref=made.ref, answers={**made.answers, **_place_of(made)})
    said = Said(source or made.told, made.version if made.kind == "copier" and ref is None else pack.version)
    rendered = render_version(
        pack._replace(record=record),
        answers,
        trust=trust,
        folder=project.resolve().name,
        said=said,
        during=LOOKING,
    )
    files = rendered.recorded
    yours = tree or WorkingTree(project)
    shown = {**files, **rendered.files}
    report = tuple(Adopted(path, _standing(file, yours.entry(path))) for path, file in shown.items())
    unknown = tuple(sorted(path for path in yours.others(shown.keys()) if not state.is_state(path)))
    notes = (*rendered.notes, *_notes(made))
    rules = ignoring_rules(project, files.keys()) or {}
    lock = first_lock(files, rendered.record.digest, (), (rendered.record,))
    lock = with_private(lock, private_of(rules))
    return Adoption(made, files, lock, report, unknown, notes)


def _place_of(made: Made) -> dict[str, Answer]:
    return {ANSWERS_FILE: made.file} if made.kind == "copier" and made.file != ".copier-answers.yml" else {}


def _recorded(made: Made, source: str | None, ref: str | None) -> Pack:
    """Find the version that is recorded."""
    try:
        return find_pack(source or made.source, ref=ref or made.version, kind=made.kind)
    except PackError as error:
        if error.hint and ("--ref" in error.hint or source is not None):
            raise
        raise PackError(f"{made.file}: {error.message}", _another_place(made, error.hint)) from None


def _another_place(made: Made, hint: str | None) -> str:
    if is_relative(made.told):
        return f"{made.told} does not say from which folder it is; name the template's place with --pack"
    moved = "if the template has moved, name its new place with --pack; another version with --ref"
    return f"{hint}; {moved}" if hint else moved


def _standing(file: RenderedFile, entry: Entry | None) -> FileStanding:
    if entry is None:
        return "deleted"
    if entry.kind != file_kind(file.mode):
        return "replaced"
    if entry.kind == "link":
        return "same" if entry.content == file.content else "changed"
    return "same" if same_text(entry.content, file.content) and entry.mode == file.mode else "changed"


def _notes(made: Made) -> list[str]:
    notes = []
    if made.file == CRUFT_FILE:
        notes.append(f"{CRUFT_FILE} is not kept up to date any more; remove it when cruft is not to be used again")
    if made.version is None:
        notes.append(f"{made.file} names no version; the template is taken as it is now")
    return notes
