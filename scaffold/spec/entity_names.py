"""Names that entities and fields cannot have, and why."""

import builtins
import keyword
import re
from collections.abc import Callable, Collection, Mapping

from scaffold.spec import words
from scaffold.spec.field_types import MAX_NAME
from scaffold.spec.taken import matching

_AMBIGUOUS = ("l", "o", "i")
"""Names that linters refuse alone (pycodestyle E741): they look like digits."""
FIELD_NAME = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
"""The form of the names of entities and fields."""
_NAME = re.compile(FIELD_NAME)


def name_fault(name: str, taken: Collection[str]) -> str | None:
    """Say why an entity cannot have a name, or None; `taken` are the names that features reserve."""
    fault = _form_fault(name)
    if fault is None and (_is_builtin(name) or name in taken):
        return "the service has a class or a module of that name itself"
    return fault


def plural_fault(plural: str, taken: Collection[str]) -> str | None:
    """Say why an entity cannot have a plural, or None; `taken` are the plurals that features reserve."""
    if matching(plural, taken):
        return "the service or its database keeps that name for itself"
    if hasattr(builtins, plural):
        return "it is a name of the Python language"
    return _word_fault(plural)


def field_name_fault(name: str, taken: Mapping[str, str]) -> str | None:
    """Say why a field cannot have a name, or None; `taken` are the names that features reserve, with the reason."""
    pattern = matching(name, taken)
    return taken[pattern] if pattern else _form_fault(name)


def better_name(name: str, ending: str, fault: Callable[[str], str | None]) -> str | None:
    """Give a name that would do, near one that does not; None where the fault is not the word itself."""
    near = (f"{name}_{ending}", f"{ending}_{name}") if _NAME.fullmatch(name) else ()
    return next((f"{better} would do" for better in near if fault(better) is None), None)


def _form_fault(name: str) -> str | None:
    if not _NAME.fullmatch(name):
        return "write it in small letters, with digits and single _ between words"
    if len(name) > MAX_NAME:
        return f"it has {len(name)} characters, and {MAX_NAME} is the most"
    return "it looks like a digit" if name in _AMBIGUOUS else _word_fault(name)


def _is_builtin(name: str) -> bool:
    return hasattr(builtins, words.class_name(name))


def _word_fault(name: str) -> str | None:
    return "it is a word of the Python language" if keyword.iskeyword(name) else None
