"""`render_pack`: a copier or cookiecutter template to files in memory, by its own library.

The library runs in a process of its own: it changes folders, the environment and its own modules, it may print, and
with `trust` it runs the template's programs. None of that is to touch this process.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import gettempdir
from typing import Any, Literal, NamedTuple

from scaffold.confined import limits
from scaffold.confined.limits import HINT, LimitError
from scaffold.confined.starting import run
from scaffold.foreign.errors import PackError, UntrustedError
from scaffold.foreign.folder import COOKIECUTTER_FILE
from scaffold.foreign.model import ANSWERS_FILE, SKIP, Pack, RenderedPack
from scaffold.foreign.packs import recorded_pack
from scaffold.foreign.protocol import Stage
from scaffold.foreign.reading import left_out, read_tree
from scaffold.foreign.repository import open_repository
from scaffold.foreign.source import read_source
from scaffold.foreign.workplace import workplace
from scaffold.project.git_command import untied
from scaffold.project.model import LINK, Answer, PackRecord
from scaffold.render.model import RenderedFile


class During(NamedTuple):
    """What a template is rendered for.

    `operation` is what copier's templates are told. Without `tasks` none of these runs, so that no trust is needed for
    them. `before` is the version that is updated.
    """

    operation: Literal["copy", "update"] = "copy"
    tasks: bool = True
    before: str | None = None


MAKING = During()
LOOKING = During(tasks=False)
"""For what is not to be written: no program runs that could do something elsewhere."""


class Said(NamedTuple):
    """What a template is told about itself, as its own library told it when it made a project."""

    source: str
    version: str | None


def render_pack(
    record: PackRecord,
    answers: Mapping[str, Answer] | None = None,
    *,
    trust: bool = False,
    ask: bool = False,
    folder: str | None = None,
) -> RenderedPack:
    """Render the version of a template that a record names (its commit, else its ref, else the newest).

    `answers` come before the record's. A recorded answer that the template no longer takes is dropped, with a note; one
    in `answers` is an error. What has no answer is asked on the terminal with `ask`, else its default is taken.
    `folder` is the name of the project's folder, which templates may show. Raises PackError, and UntrustedError where
    the template has hooks, tasks or extensions and `trust` does not say that they may run: that the record of a project
    says so is not enough, as it may come from anybody.
    """
    return render_version(recorded_pack(record), answers, trust=trust, ask=ask, folder=folder)


def render_version(  # noqa: PLR0913  each is one choice of the user
    pack: Pack,
    answers: Mapping[str, Answer] | None = None,
    *,
    trust: bool = False,
    ask: bool = False,
    folder: str | None = None,
    said: Said | None = None,
    during: During = MAKING,
) -> RenderedPack:
    """Render a version that was found before; otherwise as `render_pack`."""
    if pack.kind == "scaffold":
        raise PackError(f"the pack {pack.name} is rendered with a spec, not by another tool")
    request = _request(pack, answers or {}, folder or pack.name, said, trust=trust, ask=ask) | during._asdict()
    skip = _patterns(pack.record.answers.get(SKIP))
    with _folder(pack) as work:
        result = _run(pack, work, request, ask=ask)
        files = read_tree(pack.name, work / "project" / result["folder"], result, skip)
        ignored = left_out(work / "project" / result["folder"], result)
        masked = read_tree(pack.name, work / "masked" / result["folder"], result, skip)
        probe = read_tree(pack.name, work / "probe" / result["folder"], result, skip)
    given: dict[str, Answer] = dict(result["answers"])
    given |= {name: value for name, value in pack.record.answers.items() if name in {SKIP, ANSWERS_FILE}}
    record = pack.record._replace(answers=given, trusted=result["trusted"])
    notes = (*pack.notes, *result["notes"])
    if ignored:
        reason = "what the template's own programs made is left out where git ignores it"
        notes = (*notes, f"{reason}: {', '.join(ignored)}")
    recorded = {path: file for path, file in files.items() if path not in result["secret"]} | masked
    due = {stage: tuple(commands) for stage, commands in result["due"].items() if commands}
    return RenderedPack(files, record, pack.version, result["name"], notes, due, recorded, probe, result["message"])


def run_tasks(
    pack: Pack, rendered: Mapping[str, RenderedFile], *, folder: str, during: During
) -> dict[str, RenderedFile]:
    """Run the tasks of a copier template on what it rendered; return the files as they are then.

    `pack` has the answers. Only for a template that is trusted. Raises PackError.
    """
    request = _request(pack, {}, folder, None, trust=True, ask=False) | during._asdict() | {"stage": "tasks"}
    with _folder(pack) as work:
        root = work / "project" / folder
        for path, file in rendered.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            _write(root / path, file)
        result = _run(pack, work, request, ask=False)
        result["templates"] = {path: file.origin.template for path, file in rendered.items()}
        return read_tree(pack.name, root, result | {"ran": True}, _patterns(pack.record.answers.get(SKIP)))


def _write(place: Path, file: RenderedFile) -> None:
    if file.mode == LINK:
        place.symlink_to(os.fsdecode(file.content))
        return
    place.write_bytes(file.content)
    place.chmod(file.mode)


def migrate(pack: Pack, stage: Stage, project: Path, *, during: During) -> None:
    """Run the migrations of one stage in a project; only for a template that is trusted. Raises PackError."""
    request = _request(pack, {}, project.name, None, trust=True, ask=False) | during._asdict()
    with _folder(pack) as work:
        _run(pack, work, request | {"stage": stage, "place": str(project)}, ask=False)


@contextmanager
def _folder(pack: Pack) -> Iterator[Path]:
    """Give a folder to work in, with a copy of the pack."""
    try:
        with workplace() as work:
            copytree(pack.root, work / "template", symlinks=True, ignore=ignore_patterns(".git"))
            if pack.kind == "cookiecutter" and pack.record.commit:
                _lend_git(pack, pack.record.commit, work / "template")
            yield work
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(f"the pack {pack.name} cannot be rendered in {gettempdir()}: {reason}") from None


def _lend_git(pack: Pack, commit: str, template: Path) -> None:
    """Give an extension of Jinja, which may ask for the template's own commit, a repository to ask."""
    if b"_extensions" not in (pack.root / COOKIECUTTER_FILE).read_bytes():
        return
    repository = open_repository(read_source(pack.record.source))
    if repository is not None:
        repository.lend(commit, template)


def _request(  # noqa: PLR0913  each is one choice of the user
    pack: Pack, answers: Mapping[str, Answer], folder: str, said: Said | None, *, trust: bool, ask: bool
) -> dict[str, Any]:
    told = said or Said(_address(pack), pack.version)
    return {
        "kind": pack.kind,
        "source": told.source,
        "version": told.version if pack.record.commit else None,
        "commit": pack.record.commit,
        "ref": pack.record.ref,
        "folder": folder,
        "given": dict(answers),
        "last": {name: value for name, value in pack.record.answers.items() if not name.startswith("_")},
        "trust": trust,
        "ask": ask,
        "stage": "render",
        "place": None,
        "answers_file": pack.record.answers.get(ANSWERS_FILE),
    }


def _address(pack: Pack) -> str:
    """Return the source without the folder inside it, which copier and cookiecutter do not know."""
    source = read_source(pack.record.source)
    return str(source.path) if source.path is not None else source.text.partition("#subdirectory=")[0]


def _patterns(value: Answer) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _run(pack: Pack, work: Path, request: Mapping[str, Any], *, ask: bool) -> dict[str, Any]:
    """Run the library; what it says goes through files, as the terminal is the user's."""
    for folder in ("project", "masked", "probe"):
        (work / folder).mkdir(exist_ok=True)
    (work / "request.json").write_text(json.dumps(request), encoding="utf-8")
    try:
        bounds = None if request["trust"] else limits.UNTRUSTED
        done = run("scaffold.foreign.child", work, limits=bounds, terminal=ask, environment=untied())
    except LimitError as error:
        where = f" at {error.where}" if error.where else ""
        raise PackError(f"the pack {pack.name} {error.message}{where}", HINT) from None
    result = _answer(work / "result.json")
    output = done.output.decode("utf-8", "replace").strip()
    if result is None:
        raise PackError(f"{pack.kind} ended with {done.code}: {output.splitlines()[-1] if output else 'no word why'}")
    if result.get("known") and not request["trust"]:
        return _run(pack, work, {**request, "trust": True}, ask=ask)
    if "wants" in result:
        raise UntrustedError(pack.name, tuple(result["wants"]), again=pack.record.trusted)
    if "error" in result:
        said_too = f"\n{output}" if output and result.get("ran") else ""
        raise PackError(f"the pack {pack.name}: {result['error']}{said_too}", result.get("hint"))
    return result | {"trusted": request["trust"]}


def _answer(file: Path) -> dict[str, Any] | None:
    try:
        result: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return result
