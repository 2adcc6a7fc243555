"""Renders a template by copier; runs in the process of `scaffold.foreign.child`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import copier._main
import jinja2
from copier._jinja_ext import SandboxedEnvironment
from copier._main import Worker
from copier._settings import SettingsModel, is_trusted_repository, load_settings
from copier._template import Task, Template
from copier._tools import cast_to_bool
from copier._types import Phase
from copier._user_data import Question
from copier.errors import CopierError, InvalidTypeError, SettingsError, TaskError
from packaging.version import InvalidVersion, Version

from scaffold.confined import telling
from scaffold.foreign.compiling import compile_once
from scaffold.foreign.masking import mask, secrets
from scaffold.foreign.protocol import Refused, Request, Result, Stage, Untrusted, failed, not_possible, refuse_git
from scaffold.foreign.reaching import refuse_reaching
from scaffold.project.confining import link_fault
from scaffold.tusk import did_you_mean

_WRONG = "the template must be corrected"
_STAGES: tuple[Stage, ...] = ("before", "tasks", "after")
_PHASES: dict[Stage, Phase] = {"before": Phase.MIGRATE, "tasks": Phase.TASKS, "after": Phase.MIGRATE}


class _Question(Question):
    """copier's question, which says to what an answer does not fit, and keeps the last one as it is cast."""

    def parse_answer(self, answer: Any) -> Any:  # noqa: ANN401  whatever the template takes
        """Return an answer as a value of the question's type; the last one counts as that from then on."""
        parsed = super().parse_answer(answer)
        last = self.answers.last
        if self.var_name in last and last[self.var_name] is answer:
            last[self.var_name] = parsed
        return parsed

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
    def forced(self) -> dict[str, Any]:
        """Answers that count whatever the questions say of them."""
        return {}

    def _ask(self) -> None:
        super()._ask()
        self.answers.user.update(self.forced)

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

    def _render_symlink(self, src_relpath: Path, dst_relpath: Path) -> None:
        self._begin(src_relpath, dst_relpath)
        path, place = dst_relpath.as_posix(), self.subproject.local_abspath / dst_relpath
        if place.is_dir() and not place.is_symlink():
            raise Refused(f"{path} would be a folder and a link", _WRONG)
        super()._render_symlink(src_relpath, dst_relpath)
        fault = link_fault(path, str(place.readlink()))
        if fault:
            raise Refused(f"it has a link that must not be: {fault}", _WRONG)

    def _render_file(self, src_relpath: Path, dst_relpath: Path, extra_context: dict[str, Any] | None = None) -> None:
        self._begin(src_relpath, dst_relpath)
        super()._render_file(src_relpath, dst_relpath, extra_context)
        place = self.subproject.local_abspath / dst_relpath
        if place.is_file():
            telling.spend(place.stat().st_size)

    def _begin(self, src_relpath: Path, dst_relpath: Path) -> None:
        """Note what is made of which template; refuse git's folder, and a path below a link."""
        template, path = src_relpath.as_posix(), dst_relpath.as_posix()
        refuse_git(template, path)  # copier asks git about the project
        for folder in dst_relpath.parents[:-1]:
            if (self.subproject.local_abspath / folder).is_symlink():
                raise Refused(f"{template} would be written through the link {folder.as_posix()}, to {path}", _WRONG)
        self.made[path] = template
        telling.about(template)


def render(request: Request) -> Result:
    """Render a copier template, or run its programs; raises Untrusted and Refused."""
    project = Path(request.place) if request.place else request.project / request.folder
    project.mkdir(exist_ok=True)
    hidden: list[str] = []
    try:
        return _rendered(request, project, hidden)
    except Refused as error:
        raise error.without(hidden) from None


def _rendered(request: Request, project: Path, hidden: list[str]) -> Result:
    """Render, or run programs; `hidden` gets the texts that no message may show."""
    try:
        with _worker(request, project) as worker, _operation(request.operation):
            hidden += secrets(worker.template, {**request.last, **request.given})
            _refuse_code(worker, request)
            if request.stage != "render":
                worker._ask()
                _execute(worker, request.stage, request)
                return _result(worker, request)
            _refuse_unknown(worker.template, request.given)
            if request.ask:
                _greet(worker, request)
            worker.run_copy()
            secret = mask(worker, lambda name, data: _worker(request, _beside(request, name), data))
            if request.tasks:
                _execute(worker, "tasks", request)
            due = {stage: _due(worker, stage, request) for stage in _STAGES if stage != "tasks" or not request.tasks}
            message = _message(worker, request)
            return _result(worker, request)._replace(due=due, secret=secret, message=message)
    except TaskError as error:
        raise Refused(f"a task failed: {error}", ran=True) from None
    except jinja2.TemplateError as error:
        raise Refused(_place(error), _WRONG) from None
    except OSError as error:
        raise not_possible(error, request) from None
    except RecursionError:
        raise Refused("its settings or templates are nested without an end", _WRONG) from None
    except (CopierError, ValueError, TypeError, KeyError) as error:
        raise Refused(*_words(error)) from None


def _settings() -> SettingsModel:
    """Return the user's own settings of copier: defaults of answers, and templates that are trusted."""
    try:
        settings = load_settings()
    except (OSError, ValueError, SettingsError) as error:
        raise failed("copier", str(error), "copier's settings file, in your own folder, must be corrected") from None
    return SettingsModel(defaults=dict(settings.defaults), trust=set(settings.trust))


def _beside(request: Request, name: str) -> Path:
    return (request.probe if name == "probe" else request.masked) / request.folder


def _worker(request: Request, target: Path, data: Mapping[str, Any] | None = None) -> _Noting:
    """Return a worker that renders into a folder; `data` are all answers, where they are known."""
    worker = _Noting(
        src_path=request.source,
        dst_path=target,
        vcs_ref=request.commit,
        data=dict(request.given if data is None else data),
        settings=_settings(),
        answers_file=Path(request.answers_file) if request.answers_file else None,
        defaults=not request.ask or data is not None,
        skip_answered=True,
        overwrite=True,
        quiet=True,
        unsafe=request.trust,
        skip_tasks=True,
    )
    _tell(worker.template, request)
    worker.subproject.__dict__["last_answers"] = dict(request.last) if data is None else {}
    return worker


@contextmanager
def _operation(name: str) -> Iterator[None]:
    """Let the template know that it is a copy or an update, as the first command that copier is given does."""
    token = copier._main._operation.set(name)  # type: ignore[arg-type]  # one of copier's two words
    try:
        yield
    finally:
        copier._main._operation.reset(token)


def _programs(template: Template, stage: Stage, request: Request) -> Sequence[Task]:
    """Return the tasks, or the migrations of a stage that lie between two versions."""
    if stage == "tasks":
        return template.tasks
    if request.before is None:
        return ()
    last = Template(url=template.url)
    last.__dict__.update(vcs="git", commit=request.before, version=_number(request.before))
    return template.migration_tasks("before" if stage == "before" else "after", last)


def _execute(worker: Worker, stage: Stage, request: Request) -> None:
    with Phase.use(_PHASES[stage]):
        worker._execute_tasks(_programs(worker.template, stage, request))


def _due(worker: Worker, stage: Stage, request: Request) -> list[str]:
    """Return the commands of the programs whose conditions hold."""
    found = []
    with Phase.use(_PHASES[stage]):
        for task in _programs(worker.template, stage, request):
            context = {f"_{name}": value for name, value in task.extra_vars.items()}
            context["_copier_operation"] = copier._main._operation.get()
            if cast_to_bool(worker._render_value(task.condition, context)):
                parts = [task.cmd] if isinstance(task.cmd, str) else task.cmd
                found.append(" ".join(worker._render_string(str(part), context) for part in parts))
    return found


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


def _refuse_code(worker: Worker, request: Request) -> None:
    template = worker.template
    if request.trust:
        return
    wants = [f"Jinja extension: {name}" for name in template.jinja_extensions]
    wants += [f"task: {_command(task.cmd)}" for task in template.tasks if request.tasks]
    known = is_trusted_repository(worker.settings.trust, template.url)
    if wants:
        raise Untrusted(wants, known=known)


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
        ran=request.tasks and bool(worker.template.tasks),
        notes=[*_dropped(worker, answers, request), *_secret(worker, request)],
        links=worker.template.preserve_symlinks,
    )


def _greet(worker: Worker, request: Request) -> None:
    """Print what the template says before its questions."""
    template = worker.template
    text = template.message_before_update if request.operation == "update" else template.message_before_copy
    if text:
        sys.stderr.write(worker._render_string(text).rstrip("\n") + "\n")


def _message(worker: Worker, request: Request) -> str:
    """Return what the template says to the user after a copy or an update."""
    template = worker.template
    text = template.message_after_update if request.operation == "update" else template.message_after_copy
    return worker._render_string(text) if text else ""


def _dropped(worker: _Noting, answers: Mapping[str, Any], request: Request) -> list[str]:
    return [
        f"the answer {value!r} to {name} does not fit any more; {answers[name]!r} is taken"
        for name, value in request.last.items()
        if name in answers and name not in request.given and name not in worker.answers.last
    ]


def _secret(worker: _Noting, request: Request) -> list[str]:
    """Say what is not recorded: it stays as the project has it."""
    names = sorted(worker.template.secret_questions & request.given.keys())
    return [f"the answer to {name} is secret; it is in the files of the project alone" for name in names]


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
    refused = failed("copier", str(error) or type(error).__name__)
    return refused.message, refused.hint
