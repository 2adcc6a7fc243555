"""Renders a template by cookiecutter; runs in the process of `scaffold.foreign.child`.

Without trust, cookiecutter's environment is replaced by Jinja's sandbox: as it is, an expression in a template can
reach any Python object.
"""

import json
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import jinja2
from cookiecutter import generate, prompt, utils
from cookiecutter.config import get_user_config
from cookiecutter.environment import ExtensionLoaderMixin
from cookiecutter.exceptions import CookiecutterException, FailedHookException, UndefinedVariableInTemplate
from cookiecutter.find import find_template
from cookiecutter.generate import apply_overwrites_to_context, generate_context
from cookiecutter.hooks import run_pre_prompt_hook
from cookiecutter.main import _patch_import_path_for_repo
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scaffold.foreign.names import Names
from scaffold.foreign.protocol import Refused, Request, Result, Untrusted, failed, not_possible
from scaffold.foreign.reaching import refuse_reaching
from scaffold.tusk import did_you_mean

_HARMLESS = ("jinja2.ext.", "cookiecutter.extensions.")
_HOOKS = ("pre_prompt", "pre_gen_project", "post_gen_project")


class _Sandbox(ExtensionLoaderMixin, ImmutableSandboxedEnvironment):  # type: ignore[misc]  # cookiecutter has no types
    """cookiecutter's environment, in which templates reach nothing but their values."""

    def __init__(self, **options: object) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, **options)
        refuse_reaching(self)


def render(request: Request) -> Result:
    """Render a cookiecutter template; raises Untrusted and Refused."""
    hooks = _hooks(request.template)
    if not request.trust:
        _refuse_code(request.template, hooks)
        utils.StrictEnvironment = _Sandbox
    try:
        root = Path(run_pre_prompt_hook(request.template)) if request.trust else request.template
        with _patch_import_path_for_repo(root):
            return _rendered(request, root, hooks)
    except FailedHookException as error:
        raise Refused(f"a hook failed: {error}", ran=True) from None
    except UndefinedVariableInTemplate as error:
        raise Refused(f"{error.message}: {error.error.message}", "the template must be corrected") from None
    except jinja2.TemplateError as error:
        raise Refused(_place(error), "the template must be corrected") from None
    except OSError as error:
        raise not_possible(error, request) from None
    except RecursionError:
        raise Refused("its settings or templates are nested without an end", "the template must be corrected") from None
    except (CookiecutterException, ValueError, TypeError, KeyError) as error:
        raise failed("cookiecutter", str(error) or type(error).__name__) from None


def _rendered(request: Request, root: Path, hooks: list[str]) -> Result:
    context, notes = _context(request, root)
    answers = {name: value for name, value in context["cookiecutter"].items() if not name.startswith("_")}
    names = Names(find_template(root, utils.create_env_with_context(context)), request.project)
    generate.create_env_with_context = lambda context: names.watch(utils.create_env_with_context(context))
    made = generate.generate_files(
        repo_dir=str(root), context=context, output_dir=str(request.project), accept_hooks=request.trust
    )
    name = Path(made).relative_to(request.project.absolute()).as_posix()
    return Result(
        folder=name,
        name=name,
        templates=dict(names.templates()),
        answers=answers,
        seeded=[],
        derived=[],
        ran=bool(hooks),
        notes=notes,
    )


def _context(request: Request, root: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the values of all variables: given, answered before, asked, or default."""
    context: dict[str, Any] = generate_context(
        str(root / "cookiecutter.json"), default_context=get_user_config()["default_context"]
    )
    variables = context["cookiecutter"]
    if not isinstance(variables, dict):
        raise Refused("cookiecutter.json must hold an object")
    _refuse_nested(variables)
    notes = _lay_over_last(variables, request)
    for name, value in request.given.items():
        if name not in variables or name.startswith("_"):
            questions = [each for each in variables if not each.startswith("_")]
            hint = did_you_mean(name, questions) or f"its questions: {', '.join(questions)}"
            raise Refused(f"there is no question {name}", hint)
        apply_overwrites_to_context(variables, {name: _typed(variables[name], value, name)})
    original = {name: value for name, value in variables.items() if not name.startswith("_")}
    if request.ask:
        _ask(context, {*request.last, *request.given})
    else:
        variables.update(prompt.prompt_for_config(context, no_input=True))
    variables.update(
        _template=request.source,
        _commit=request.commit,
        _checkout=request.ref,
        _output_dir=".",
        _repo_dir=request.source,
    )
    return {**context, "_cookiecutter": original}, notes


def _ask(context: dict[str, Any], known: Collection[str]) -> None:
    """Let cookiecutter ask, but not for what is known."""
    for name in ("read_user_variable", "read_user_yes_no", "read_user_dict", "read_user_choice"):
        setattr(prompt, name, _unless_known(getattr(prompt, name), known))
    context["cookiecutter"].update(prompt.prompt_for_config(context, no_input=False))


def _unless_known(function: Callable[..., object], known: Collection[str]) -> Callable[..., object]:
    def asked(name: str, default: object, *rest: object) -> object:
        if name not in known:
            return function(name, default, *rest)
        return default[0] if isinstance(default, list) else default  # of choices the known one stands first

    return asked


def _lay_over_last(variables: dict[str, Any], request: Request) -> list[str]:
    """Take the answers of before, but for those that the template takes no more."""
    notes = []
    for name, value in request.last.items():
        if name in request.given or name not in variables:
            continue
        try:
            apply_overwrites_to_context(variables, {name: value})
        except ValueError:
            notes.append(f"the answer {value!r} to {name} does not fit any more; its default is taken")
    return notes


def _typed(default: object, value: object, name: str) -> object:
    if not isinstance(default, dict) or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(f"the answer to {name} must be a JSON object", f"such as --data '{name}={{}}'") from None


def _refuse_nested(variables: Mapping[str, Any]) -> None:
    nested = variables.get("templates")
    if isinstance(nested, dict):
        paths = [str(each.get("path")) for each in nested.values() if isinstance(each, dict)]
    elif isinstance(variables.get("template"), list):
        paths = [str(each).rpartition("(")[2].rstrip(")") for each in variables["template"]]
    else:
        return
    choices = ", ".join(os.path.normpath(path) for path in paths)
    raise Refused(f"it holds several templates: {choices}", "choose one: add #subdirectory=FOLDER to the address")


def _hooks(template: Path) -> list[str]:
    folder = template / "hooks"
    if not folder.is_dir():
        return []
    return sorted(f"hooks/{file.name}" for file in folder.iterdir() if file.stem in _HOOKS and file.name[-1] != "~")


def _refuse_code(template: Path, hooks: list[str]) -> None:
    wants = [f"hook: {hook}" for hook in hooks]
    try:
        settings = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # it is told when cookiecutter reads them
        settings = {}
    extensions = settings.get("_extensions", []) if isinstance(settings, dict) else []
    wants += [f"Jinja extension: {name}" for name in extensions if not str(name).startswith(_HARMLESS)]
    if wants:
        raise Untrusted(wants)


def _place(error: jinja2.TemplateError) -> str:
    where = (
        f"{error.name or 'a path or variable'}, line {error.lineno}: "
        if isinstance(error, jinja2.TemplateSyntaxError)
        else ""
    )
    return f"{where}{error.message or type(error).__name__}"
