"""Names that entities and fields cannot have, and why."""

import builtins
import keyword
import re
from collections.abc import Collection

from scaffold.spec import words
from scaffold.spec.field_types import MAX_NAME

BASE_COLUMNS = ("id", "version", "created_at", "updated_at")
_PARAMETERS = ("cursor", "limit", "sort")
_AMBIGUOUS = ("l", "o", "i")
"""Names that linters refuse alone (pycodestyle E741): they look like digits."""
_TYPES = ("bool", "dict", "float", "int", "list", "str")
"""Types that the annotations after a field of that name would no longer reach."""
_MODEL_ATTRIBUTES = ("construct", "copy", "dict", "fields", "json", "metadata", "registry", "schema", "validate")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def name_fault(name: str, taken: Collection[str]) -> str | None:
    """Say why an entity cannot have a name, or None; `taken` are the names that features reserve."""
    fault = _form_fault(name)
    if fault is None and (_is_builtin(name) or name in taken):
        return "the service has a class or a module of that name itself"
    return fault


def plural_fault(plural: str, taken: Collection[str]) -> str | None:
    """Say why an entity cannot have a plural, or None; `taken` are the plurals that features reserve."""
    if plural in taken:
        return "the service has a table or a path of that name itself"
    if hasattr(builtins, plural):
        return "it is a name of the Python language"
    return _word_fault(plural)


def field_name_fault(name: str) -> str | None:
    """Say why a field cannot have a name, or None."""
    if name in BASE_COLUMNS:
        return "every entity has it already"
    if name in _PARAMETERS:
        return "lists have a query parameter of that name"
    if name in _MODEL_ATTRIBUTES or name.startswith("model_"):
        return "the classes that hold entities have an attribute of that name"
    if name in _TYPES:
        return "it is a type of the Python language"
    return _form_fault(name)


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
