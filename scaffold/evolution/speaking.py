"""What a person says on the command line, as `Words`."""

from collections.abc import Iterable

from scaffold.evolution.errors import Question, WordNeededError
from scaffold.evolution.model import Words


def read_words(renames: Iterable[str] = (), drops: Iterable[str] = (), fills: Iterable[str] = ()) -> Words:
    """Read `OLD=NEW`, `PATH` and `PATH=VALUE`; raises `WordNeededError` with every text that has not that form.

    Whether a path is there is for `next_revision` to say.
    """
    faults: list[Question] = []
    words = Words(
        tuple(_pair("--rename", "OLD=NEW, such as user.full_name=user.name", text, faults) for text in renames),
        tuple(drop.strip() for drop in drops),
        tuple(_pair("--fill", "PATH=VALUE, such as user.phone=unknown", text, faults) for text in fills),
    )
    if faults:
        raise WordNeededError(tuple(faults))
    return words


def moved_entities(words: Words) -> dict[str, str]:
    """Return the entities that have a new name, old to new: their files move with them."""
    return {old: new for old, new in words.renames if "." not in old}


def _pair(option: str, form: str, text: str, faults: list[Question]) -> tuple[str, str]:
    left, equals, right = (part.strip() for part in text.partition("="))
    if not left or not equals or (option == "--rename" and not right):
        faults.append(Question(text, f"{option} {text}: write {option} {form}", ()))
    return left, right
