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
    return _matches(key.pattern, text, linear=key.linear)


def is_name(key: Key, text: str) -> bool:
    """Say whether an entry of a map can have a name, as the key's `names` says."""
    return _matches(key.names, text, linear=key.linear)


def matches_linearly(pattern: str, text: str) -> bool:
    """Say whether a whole text matches a stranger's pattern; nothing matches one that cannot be matched so."""
    try:
        return _linear(pattern)(text)
    except ValueError:
        return False


def pattern_fault(what: str, pattern: str | None, *, linear: bool) -> str | None:
    """Say what is wrong with a pattern that a manifest gives as `what`; `linear` as in `Key`."""
    if pattern is None:
        return None
    try:
        re.compile(pattern)
        if linear:
            _linear(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"`{what}` is not a regular expression: {error}"
    except ValueError as error:
        said = str(error).strip().splitlines()[-1].removeprefix("error: ")
        return f"`{what}` is none that a pack may have which is not trusted: {said}"
    return None


def _matches(pattern: str | None, text: str, *, linear: bool) -> bool:
    if pattern is None:
        return True
    return _linear(pattern)(text) if linear else re.fullmatch(pattern, text) is not None


@lru_cache(maxsize=256)
def _linear(pattern: str) -> Callable[[str], bool]:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        schema = core_schema.str_schema(pattern=rf"\A(?:{pattern})\z", regex_engine="rust-regex", strict=True)
        return SchemaValidator(schema).isinstance_python
    except SchemaError as error:
        raise ValueError(str(error)) from None
