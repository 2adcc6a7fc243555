"""What an update brings of another tool's template: what changed in it, and nothing that is the project's own.

Two renders of one release differ in what the template makes at random or of the time, in secret answers, and in what
its programs did when the project was made. All of that stays as it was; a template's change is what differs between
two releases.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from scaffold.foreign.errors import PackError, UntrustedError
from scaffold.foreign.model import Pack, RenderedPack
from scaffold.foreign.packs import recorded_pack
from scaffold.foreign.protocol import Stage
from scaffold.foreign.rendering import During, migrate, render_version, run_tasks
from scaffold.foreign.varying import may_vary
from scaffold.merge.keeping import keep_values, lines_apart, same_lines
from scaffold.merge.text import is_binary
from scaffold.project.model import LINK, Answer, Lock, PackRecord, TrackedFile
from scaffold.render.model import Origin, RenderedFile

RENEWING = During("update", tasks=False)
_CALLED: dict[Stage, str] = {"before": "migration", "tasks": "task", "after": "migration"}


class Written(NamedTuple):
    """What a project has of its template: the lock, and the content of a file by the template's path.

    `standing` is what stands in the project where nobody knows what was rendered: git ignores it.
    """

    lock: Lock
    read: Callable[[str], bytes]
    standing: Mapping[str, bytes] = MappingProxyType({})

    @property
    def record(self) -> PackRecord:
        """The release that was rendered last."""
        return self.lock.packs[0]

    def files(self) -> dict[str, RenderedFile]:
        """Return the files as they were rendered."""
        return {path: _as_rendered(file, self._content(path)) for path, file in self.lock.files.items()}

    def _content(self, path: str) -> bytes:
        return self.standing[path] if path in self.standing else self.read(path)


class Renewal(NamedTuple):
    """What an update brings. `due` are programs of the template that have to run for it, by their stage.

    `own_lines` are the lines of what was rendered last, by path, that are the project's: made at random, or secret.
    `left_out` are files that the project never got, as tasks took them away or the first operation had none of them.
    Nothing of them has run yet: see `with_tasks` and `migrate`.
    """

    pack: Pack
    rendered: RenderedPack
    during: During = RENEWING
    folder: str = ""
    own_lines: Mapping[str, frozenset[int]] = MappingProxyType({})
    left_out: Mapping[str, RenderedFile] = MappingProxyType({})
    standing: Mapping[str, bytes] = MappingProxyType({})

    @property
    def due(self) -> Mapping[Stage, tuple[str, ...]]:
        """The programs that are to run."""
        return self.rendered.due

    def require_trust(self) -> None:
        """Raise UntrustedError where programs are to run that nobody said are trusted."""
        wants = [f"{_CALLED[stage]}: {command}" for stage, commands in self.due.items() for command in commands]
        if wants and not self.rendered.record.trusted:
            raise UntrustedError(self.pack.name, tuple(wants), again=self.pack.record.trusted)

    def with_tasks(self) -> "Renewal":
        """Run the tasks on what the template rendered, and return what is there then; raises PackError."""
        if not self.due.get("tasks"):
            return self
        self.require_trust()
        rendered = self.rendered
        present = {**self.left_out, **rendered.files}
        files = run_tasks(self._answered, present, folder=self.folder, during=self.during)
        files = {path: file for path, file in files.items() if path not in self.left_out}
        recorded = {path: _as_recorded(file, rendered) for path, file in files.items()}
        return self._replace(rendered=rendered._replace(files=files, recorded=recorded))

    def migrate(self, stage: Stage, project: Path) -> None:
        """Run the migrations of a stage in the project; raises PackError."""
        if self.due.get(stage):
            self.require_trust()
            migrate(self._answered, stage, project, during=self.during)

    @property
    def _answered(self) -> Pack:
        return self.pack._replace(record=self.rendered.record)


def _as_recorded(file: RenderedFile, before: RenderedPack) -> RenderedFile:
    """Return what is known of a file after the tasks; one with secret answers in it stays as it was known."""
    was, known = before.files.get(file.path), before.recorded.get(file.path)
    return known if was is not None and known is not None and was.content != known.content else file


def render_update(  # noqa: PLR0913  each is one choice of the user
    pack: Pack,
    written: Written,
    answers: Mapping[str, Answer],
    *,
    trust: bool = False,
    ask: bool = False,
    folder: str,
) -> Renewal:
    """Render the release of a template that an update takes, with what is the project's own as it was.

    The same release with the same answers gives what was rendered before. No task or migration runs. Raises PackError,
    UntrustedError, and ProjectError for a damaged baseline.
    """
    before = written.record
    same = (pack.record.commit, pack.record.digest) == (before.commit, before.digest)
    if same and not answers:
        return _unchanged(pack, written)
    during = RENEWING._replace(before=_version(before) if _may_migrate(pack) else None)
    new = render_version(pack, answers, trust=trust, ask=ask, folder=folder, during=during)
    if same and new.record.answers == before.answers and answers.keys() <= before.answers.keys():
        return _unchanged(pack, written)
    first = written.files()
    again, notes = _again(before, first, new.recorded, trust=trust, folder=folder)
    now = again.recorded if again else None
    files, recorded = (_kept(first, now, each) for each in (new.files, new.recorded))
    rendered = new._replace(files=files, recorded=recorded, notes=(*new.notes, *notes))
    left_out = {path: file for path, file in new.files.items() if path not in files}
    own = _own_lines(first, again, written.standing) if again else {}
    return Renewal(pack, rendered, during, folder, own, left_out, written.standing)


def _own_lines(
    first: Mapping[str, RenderedFile], again: RenderedPack, standing: Collection[str]
) -> dict[str, frozenset[int]]:
    """Return the lines of the last release that differ when it is rendered again, or with other secret answers."""
    found = {}
    now, probe = _Index(again.recorded.values()), _Index(again.probe.values())
    for path, file in first.items():
        other, probed = now.of(file), probe.of(file)
        if (
            other is None
            or path in standing
            or LINK in {file.mode, other.mode}
            or is_binary(file.content)
            or (other.content == file.content and probed is None)
        ):
            continue
        lines = lines_apart(file.content, other.content)
        if probed is not None:
            lines |= same_lines(other.content, file.content, lines_apart(other.content, probed.content))
        found[path] = frozenset(lines)
    return found


def _may_migrate(pack: Pack) -> bool:
    settings = pack.root.glob("copier.*") if pack.kind == "copier" else ()
    return any(b"_migrations" in (text := path.read_bytes()) or b"!include" in text for path in settings)


def _version(record: PackRecord) -> str | None:
    """Return what git calls the release of before."""
    try:
        return recorded_pack(record).version
    except PackError:
        return None


def _unchanged(pack: Pack, written: Written) -> Renewal:
    record = written.record._replace(ref=pack.record.ref)
    files = written.files()
    rendered = RenderedPack(files, record, pack.version, notes=pack.notes, recorded=files)
    return Renewal(pack, rendered, standing=written.standing)


def _again(
    before: PackRecord,
    first: Mapping[str, RenderedFile],
    new: Mapping[str, RenderedFile],
    *,
    trust: bool,
    folder: str,
) -> tuple[RenderedPack | None, tuple[str, ...]]:
    """Render the release of before once more, if that may give something else and matters; None: it was not."""
    if not _differs(first, new):
        return None, ()
    try:
        pack = recorded_pack(before)
        if not may_vary(pack.root, pack.kind):
            return None, ()
        return render_version(pack, trust=trust, folder=folder, during=RENEWING), ()
    except PackError as error:
        note = "values that the template makes at random may change, as its last release cannot be rendered again"
        return None, (f"{note}: {error.message}",)


def _differs(first: Mapping[str, RenderedFile], new: Mapping[str, RenderedFile]) -> bool:
    """Whether anything but the tool's own record is other than before."""
    own = {path for path, file in new.items() if file.ownership == "derived"}
    one, two = ({path: file.content for path, file in files.items() if path not in own} for files in (first, new))
    return one != two


def _kept(
    first: Mapping[str, RenderedFile],
    again: Mapping[str, RenderedFile] | None,
    new: Mapping[str, RenderedFile],
) -> dict[str, RenderedFile]:
    """Return the files of a new release, each with what is the project's in it.

    What the last release, rendered again, has otherwise than the project got it, is the project's: a line, a file's
    name, a file that a program made or removed, or that only the first operation had.
    """
    were = _Index(first.values())
    if again is None:
        return {path: _with_seed(were.of(file), file) for path, file in new.items()}
    now, then = _Index(again.values()), _Index(new.values())
    pairs = ((were.of(file), now.of(file), file) for file in new.values())
    files = [_one(was, is_, file) for was, is_, file in pairs if was is not None or is_ is None]
    files += [file for file in first.values() if now.of(file) is None and then.of(file) is None]
    return {file.path: file for file in sorted(files, key=lambda file: file.path)}


def _one(was: RenderedFile | None, again: RenderedFile | None, new: RenderedFile) -> RenderedFile:
    if was is None or again is None or new.ownership == "derived":
        return _with_seed(was, new)
    if LINK in {was.mode, again.mode, new.mode}:
        return was if (again.content, again.mode) == (new.content, new.mode) else new
    content = keep_values(was.content, again.content, new.content)
    mode = was.mode if was.mode != again.mode == new.mode else new.mode
    path = was.path if was.path != again.path else new.path
    return _with_seed(was, new._replace(path=path, content=content, mode=mode))


def _with_seed(was: RenderedFile | None, new: RenderedFile) -> RenderedFile:
    """Keep of a file that is written once what was written, so that it is known should the template take it back."""
    return new._replace(content=was.content) if was and was.ownership == new.ownership == "seeded" else new


class _Index:
    """Files by what made them, else by their path."""

    def __init__(self, files: Iterable[RenderedFile]) -> None:
        self._by_path = {file.path: file for file in files}
        self._by_origin: dict[tuple[str, str | None], RenderedFile] = {}
        for file in self._by_path.values():
            self._by_origin.setdefault((file.origin.template, file.origin.entity), file)

    def of(self, file: RenderedFile) -> RenderedFile | None:
        """Return the file that is the same as one of another release."""
        found = self._by_origin.get((file.origin.template, file.origin.entity))
        return found or self._by_path.get(file.path)


def _as_rendered(file: TrackedFile, content: bytes) -> RenderedFile:
    origin = Origin(file.feature, file.template, (), file.entity)
    return RenderedFile(file.path, content, file.mode, file.ownership, origin)
