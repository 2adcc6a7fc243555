"""What the command line says about a change of the data: `--rename`, `--drop`, `--fill`."""

import re
import sys
from collections.abc import Sequence
from typing import Any

import typer

from scaffold.cli.terminal import complain, is_terminal
from scaffold.evolution import Question, Words

_PATH = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+){0,2}")


def parse_words(renames: Sequence[str], drops: Sequence[str], fills: Sequence[str]) -> Words:
    """Read the options; raises BadParameter (exit code 2) for what is not of their form."""
    return Words(
        tuple(_pair(each, "--rename", "user.full_name=user.name") for each in renames),
        tuple(_path(each, "--drop") for each in drops),
        tuple(_fill(each) for each in fills),
    )


def ask(question: Question, said: Words) -> Words:
    """Ask the user what a question leaves open; return the words with the answer.

    Raises Exit (130) when the user gives up.
    """
    options = _options(question)
    complain("")
    complain(question.message)
    for number, option in enumerate(options, 1):
        complain(f"  {number}  {option}")
    return _with(said, options[_choice(len(options))])


def can_ask(questions: Sequence[Question]) -> bool:
    """Say whether there is a person to ask, and something to choose for each question."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout) and all(_options(each) for each in questions)


def _options(question: Question) -> list[str]:
    """Return the answers that are options of the command line; an answer can be an edit of the spec, too."""
    return [option for option in question.options if option.startswith("--")]


def _choice(count: int) -> int:
    while True:
        number: int = _prompt("Which is meant (number)", kind=int)
        if 1 <= number <= count:
            return number - 1


def _prompt(text: str, kind: type, default: str | None = None) -> Any:  # noqa: ANN401  what the kind makes of it
    try:
        return typer.prompt(text, type=kind, default=default)
    except typer.Abort as abort:
        if not isinstance(abort.__context__, KeyboardInterrupt):
            raise
        complain("")
        raise typer.Exit(130) from None


def _with(said: Words, option: str) -> Words:
    name, _, value = option.partition(" ")
    if name == "--fill":
        path, _, example = value.partition("=")
        value = f"{path}={_prompt(f'Value of {path} in the rows that exist', kind=str, default=example)}"
    given = {"--rename": ([value], [], []), "--drop": ([], [value], []), "--fill": ([], [], [value])}
    more = parse_words(*given[name])
    return Words(said.renames + more.renames, said.drops + more.drops, said.fills + more.fills)


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not of the form OLD=NEW, such as {example}", param_hint=option)
    return _path(old, option), _path(new, option)


def _fill(text: str) -> tuple[str, str]:
    path, equals, value = text.partition("=")
    if not equals:
        message = f"{text!r} is not of the form ENTITY.FIELD=VALUE, such as user.phone='unknown'"
        raise typer.BadParameter(message, param_hint="--fill")
    _require_text(value, "--fill")
    return _path(path, "--fill"), value.strip()


def _require_text(value: str, option: str) -> None:
    """Refuse bytes that the terminal's encoding has no characters for, as no file could hold them."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter(f"{value!r} is not text in UTF-8", param_hint=option) from None


def _path(text: str, option: str) -> str:
    path = text.strip()
    if not _PATH.fullmatch(path):
        message = f"{text!r} names neither an entity (user), nor a field (user.name), nor a feature"
        raise typer.BadParameter(message, param_hint=option)
    return path
