"""Renders a template by copier; runs in the process of `scaffold.foreign.child`."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import copier._main
import jinja2
from copier._jinja_ext import SandboxedEnvironment
from copier._main import Worker
from copier._settings import SettingsModel
from copier._template import Template
from copier._user_data import Question
from copier.errors import CopierError, InvalidTypeError, TaskError
from packaging.version import InvalidVersion, Version

from scaffold.confined import telling
from scaffold.foreign.compiling import compile_once
from scaffold.foreign.protocol import Refused, Request, Result, Untrusted, not_possible, refuse_git
from scaffold.foreign.reaching import refuse_reaching
from scaffold.tusk import did_you_mean


class _Question(Question):
    """copier's question, which says to what an answer does not fit."""

    def cast_answer(self, answer: Any) -> Any:  # noqa: ANN401  whatever the template takes
        """Return an answer as a value of the question's type; raises Refused."""
        try:
            return super().cast_answer(answer)
        except (ValueError, InvalidTypeError):
            name, kind = self.var_name, self.get_type_name()
            said = "the answer" if self.secret else repr(answer)
            raise Refused(
                f"{said} does not fit the question {name}, which takes a value of type {kind}", _give(name)
            ) from None


copier._main.Question = _Question  # type: ignore[attr-defined]  # its worker has no place for one


class _Noting(Worker):
    """copier's worker, which notes what it makes of which template."""

    @cached_property
    def made(self) -> dict[str, str]:
        """The path of each file that was made, and that of its template."""
        return {}

    @cached_property
    def jinja_env(self) -> SandboxedEnvironment:
        """Copier's environment; it would compile each part of each path anew."""
        environment = super().jinja_env
        if not self.unsafe:
            refuse_reaching(environment)
        if not self.template.jinja_extensions:
            compile_once(environment)
        return environment

    def _sync_git_index_executable_bit(self, dst_relpath: Path, src_mode: int) -> None:
        """Leave git alone, which copier starts for each file: what is rendered is in no repository."""

    def _render_file(self, src_relpath: Path, dst_relpath: Path, extra_context: dict[str, Any] | None = None) -> None:
        refuse_git(src_relpath.as_posix(), dst_relpath.as_posix())  # copier asks git about the project
        self.made[dst_relpath.as_posix()] = src_relpath.as_posix()
        telling.about(src_relpath.as_posix())
        super()._render_file(src_relpath, dst_relpath, extra_context)
        place = self.subproject.local_abspath / dst_relpath
        if place.is_file():
            telling.spend(place.stat().st_size)


def render(request: Request) -> Result:
    """Render a copier template; raises Untrusted and Refused."""
    project = request.project / request.folder
    project.mkdir()
    try:
        with _Noting(
            src_path=request.source,
            dst_path=project,
            vcs_ref=request.commit,
            data=request.given,
            settings=SettingsModel(),
            defaults=not request.ask,
            skip_answered=True,
            overwrite=True,
            quiet=True,
            unsafe=request.trust,
        ) as worker:
            _tell(worker.template, request)
            _refuse_code(worker.template, request)
            _refuse_unknown(worker.template, request.given)
            worker.subproject.__dict__["last_answers"] = dict(request.last)
            worker.run_copy()
            return _result(worker, request)
    except TaskError as error:
        raise Refused(f"a task failed: {error}", ran=True) from None
    except jinja2.TemplateError as error:
        raise Refused(_place(error), "the template must be corrected") from None
    except OSError as error:
        raise not_possible(error, request) from None
    except RecursionError:
        raise Refused("its settings or templates are nested without an end", "the template must be corrected") from None
    except (CopierError, ValueError, TypeError, KeyError) as error:
        raise Refused(*_words(error)) from None


def _tell(template: Template, request: Request) -> None:
    """Tell copier's template what it would find out by fetching it again: the files are here already."""
    template.__dict__.update(
        local_abspath=request.template.resolve(),
        vcs="git" if request.commit else None,
        commit=request.version,
        commit_hash=request.commit,
        version=_number(request.version),
        git_index_modes={},
    )


def _number(version: str | None) -> Version | None:
    try:
        return Version(version or "")
    except InvalidVersion:
        return None


def _refuse_code(template: Template, request: Request) -> None:
    if request.trust:
        return
    wants = [f"Jinja extension: {name}" for name in template.jinja_extensions]
    wants += [f"task: {_command(task.cmd)}" for task in template.tasks]
    if wants:
        raise Untrusted(wants)


def _refuse_unknown(template: Template, given: Mapping[str, Any]) -> None:
    known = template.questions_data
    for name in given:
        if known and name not in known:
            hint = did_you_mean(name, known) or f"its questions: {', '.join(known)}"
            raise Refused(f"there is no question {name}", hint)


def _result(worker: _Noting, request: Request) -> Result:
    answers = {name: value for name, value in worker._answers_to_remember().items() if not name.startswith("_")}
    if not worker.template.questions_data:
        answers = {**request.last, **request.given}  # a template may use values that it does not ask for
    seeded = [path for path in worker.made if worker.match_skip(Path(path))]
    return Result(
        folder=request.folder,
        name=None,
        templates=worker.made,
        answers=answers,
        seeded=seeded,
        derived=[worker.answers_relpath.as_posix()],
        ran=bool(worker.template.tasks),
        notes=[*_dropped(answers, request), *_secret(worker, request), *_migrations(worker.template)],
    )


def _dropped(answers: Mapping[str, Any], request: Request) -> list[str]:
    asked = {name: value for name, value in request.last.items() if name not in request.given}
    return [
        f"the answer {value!r} to {name} does not fit any more; {answers[name]!r} is taken"
        for name, value in asked.items()
        if name in answers and answers[name] != value
    ]


def _secret(worker: _Noting, request: Request) -> list[str]:
    """Say what is not recorded, so that an update will not know it."""
    names = sorted(worker.template.secret_questions & worker.answers.user.keys())
    given = "the answer to {} is secret and not recorded; give it again at an update"
    missing = "the answer to {} is secret and was not recorded; its default is taken"
    return [
        (given if name in request.given else missing).format(name)
        for name in names
        if name in request.given or request.last
    ]


def _migrations(template: Template) -> list[str]:
    """Name the migrations: they change the user's own files in place, which only the user should let them."""
    found = template._raw_config.get("_migrations", [])
    return [f"the template has a migration, which is not run: {_migration(each)}" for each in found]


def _migration(migration: object) -> str:
    if not isinstance(migration, Mapping):
        return _command(migration)
    command = migration.get("command") or [*migration.get("before", ()), *migration.get("after", ())]
    return f"{_command(command)} (since {migration['version']})" if "version" in migration else _command(command)


def _command(command: object) -> str:
    return (
        command if isinstance(command, str) else " ".join(map(str, command if isinstance(command, list) else [command]))
    )


def _place(error: jinja2.TemplateError) -> str:
    where = f"{error.name}, line {error.lineno}: " if isinstance(error, jinja2.TemplateSyntaxError) else ""
    return f"{where}{error.message or type(error).__name__}"


def _give(name: str) -> str:
    return f"give it: --data {name}=..."


def _words(error: Exception) -> tuple[str, str | None]:
    text = " ".join(str(error).split())
    if text.startswith('Question "') and text.endswith("is required"):
        name = text.split('"')[1]
        return f"the question {name} has no default and needs an answer", _give(name)
    if isinstance(error, KeyError):
        return f"its settings lack {text}", None
    return text or type(error).__name__, None
