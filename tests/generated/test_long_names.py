"""Lines that hold a name from the spec are laid out for every length that a name may have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.spec.field_types import MAX_NAME
from tests.generated.largest import BASES, write_largest
from tests.generated.services import run_in

KINDS = (
    "enum(small, large), indexed",
    "decimal(12, 2), min=0",
    "timestamp, default=now",
    "string(20), unique",
    "json",
    "list(url)",
)
WORDS = (3, 7, MAX_NAME)
"""So many characters a word of a name may have."""
ROOM = 52
"""So many characters an entity's and a field's name may have together: databases limit the names of constraints."""


def name_of(length: int, word: int) -> str:
    """Return a name of `length` characters, in words of `word` characters; another number of them begins otherwise."""
    letters = iter("bcdfghklmnprtvwz" * length)
    made = [next(letters) for _ in range(length)]
    made[0] = "abcdefghijklmnopqrstuvwxyz"[word % 26]
    for place in range(word, length - 1, word + 1):
        made[place] = "_"
    return "".join(made)


def names(word: int) -> Iterator[str]:
    """Give a name of each length."""
    for length in range(4, MAX_NAME + 1):
        yield name_of(length, word)


def long_names(word: int) -> str:
    """Return data, events and sagas with names of every length; more lines have the first name than another."""
    models, before = [], ""
    for entity in sorted(names(word), key=len, reverse=word != WORDS[0]):
        longest = min(MAX_NAME, ROOM - len(entity))
        fields = [f'  {name_of(longest - shorter, word)}: "{kind}"' for shorter, kind in enumerate(KINDS)]
        reference = [f'  {name_of(longest, word + 1)}: "ref({before})"'] if before else []
        models += [f"{entity}:", *fields, *reference]
        before = entity
    events = [f'{name}_x: {{{name}: "int"}}' for name in names(word)][:-2]
    heard = [f'  {name}: {{{name}: "int"}}' for name in names(word)]
    steps = [f'    {name}: {{service: "order-service", compensation: "{name}"}}' for name in names(word + 2)][-5:]
    sagas = [line for name in names(word) for line in (f"{name}:", "  steps:", *steps)]
    messages = ["[publishes]", *events, "[subscribes]", "stock_service:", *heard]
    return "\n".join(["[models]", *models, *messages, "[sagas]", *sagas, *calls(word), ""])


def calls(word: int) -> list[str]:
    """Return services that are called, with names of every length, and an entity of the same length each."""
    everything = '["read", "list", "create", "update", "delete"]'
    lines, described = ["[calls]"], []
    for name in names(word + 1):
        longest = min(MAX_NAME, ROOM - len(name))
        fields = [f'  {name_of(longest - shorter, word)}: "{kind}"' for shorter, kind in enumerate(KINDS)]
        lines += [f"{name}:", f"  {name}: {everything}"]
        described += [f"[{name}.models]", f"{name}:", *fields]
    return [*lines, *described]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("base", BASES)
def test_lines_are_laid_out_for_names_of_every_length(base: str, word: int, tmp_path: Path) -> None:
    project = write_largest(base, long_names(word), tmp_path)
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_in(project, "ruff", "check", "--no-cache", ".")
