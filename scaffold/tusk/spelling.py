"""Values to text: how an edit writes what it is given."""

import math
import re
from collections.abc import Mapping

from scaffold.tusk.nodes import Boolean, Float, Integer, List, Map, Null, Operator, Range, String
from scaffold.tusk.patterns import KEY
from scaffold.tusk.strings import quote

_KEY = re.compile(KEY)
_FILE_KEY = re.compile(r"[\w.][\w.+-]*")
_CALL = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Unspellable(ValueError):  # noqa: N818 - a signal inside the package
    """A value that TuskLang cannot write."""


def spell(value: object) -> str:
    """Return the text of a value, on one line: a text's newlines are escaped.

    Raises:
        Unspellable: for what has no spelling, such as infinity, or a type that is none of the language's.

    """
    value = as_plain_map(value)
    match value:
        case Operator():
            return _spell_call(value)
        case List():
            return spell(value.items)
        case list() | tuple():
            return f"[{', '.join(map(spell, value))}]"
        case Mapping():
            inner = ", ".join(f"{spell_key(key)}: {spell(item)}" for key, item in value.items())
            return f"{{{inner}}}"
        case String() | Integer() | Float() | Boolean() | Null() | Range():
            return _spell_scalar(value.value)
    return _spell_scalar(value)


def _spell_scalar(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _spell_text(value)
        case int() | float():
            return _spell_number(value)
        case range() if value.step == 1 and 0 <= value.start < value.stop:
            return f"{value.start}-{value.stop - 1}"
    raise Unspellable(f"a value of type {type(value).__name__} cannot be written")


def as_plain_map(value: object) -> object:
    """Return a `Map` node's entries as a mapping of nodes, and anything else as it is."""
    return {key: entry.node for key, entry in value.entries.items()} if isinstance(value, Map) else value


def spell_key(key: object, *, directory: bool = False) -> str:
    """Return a key, quoted where it must be.

    Raises:
        Unspellable: for a key that is not a text.

    """
    if not isinstance(key, str):
        raise Unspellable(f"a key of type {type(key).__name__} cannot be written")
    bare = (_FILE_KEY if directory else _KEY).fullmatch(key)
    return key if bare else _spell_text(key)


def _spell_text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unspellable("half of a surrogate pair cannot be written") from None
    return quote(value)


def _spell_number(value: float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise Unspellable("an infinite number cannot be written")
    try:
        return repr(value + 0)
    except ValueError:
        raise Unspellable("a number with so many digits cannot be written") from None


def _spell_call(value: Operator) -> str:
    if not _CALL.fullmatch(value.name):
        raise Unspellable("this is not the name of an operator")
    return f"@{value.name}({', '.join(map(spell, value.arguments))})"
