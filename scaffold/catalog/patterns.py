"""Whether a text has the form that a key's `pattern` asks for.

Python's own engine can take for ever to say no to `(a+)+b`. Patterns of packs that are not trusted are for the engine
of pydantic, which takes time in proportion to the text, and has no references back and no looking around instead.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from scaffold.catalog.model import Key


def has_form(key: Key, text: str) -> bool:
    """Say whether the whole text matches the key's pattern; one without a pattern takes all."""
    if key.pattern is None:
        return True
    if key.linear:
        return _linear(key.pattern)(text)
    return re.fullmatch(key.pattern, text) is not None


def matches_linearly(pattern: str, text: str) -> bool:
    """Say whether a whole text matches a stranger's pattern; nothing matches one that cannot be matched so."""
    try:
        return _linear(pattern)(text)
    except ValueError:
        return False


def pattern_fault(key: Key) -> str | None:
    """Say what is wrong with the pattern of a key."""
    if key.pattern is None:
        return None
    try:
        re.compile(key.pattern)
        if key.linear:
            _linear(key.pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"`pattern` is not a regular expression: {error}"
    except ValueError as error:
        said = str(error).strip().splitlines()[-1].removeprefix("error: ")
        return f"`pattern` is none that a pack may have which is not trusted: {said}"
    return None


@lru_cache(maxsize=256)
def _linear(pattern: str) -> Callable[[str], bool]:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        schema = core_schema.str_schema(pattern=rf"\A(?:{pattern})\z", regex_engine="rust-regex", strict=True)
        return SchemaValidator(schema).isinstance_python
    except SchemaError as error:
        raise ValueError(str(error)) from None
