"""Filters of another tool's templates that reach out of the template: into the user's files or environment."""

from collections.abc import Callable

import jinja2
from jinja2.filters import FILTERS

from scaffold.foreign.protocol import Refused

_HARMLESS = frozenset(
    {
        *("ans_groupby", "ans_random", "b64decode", "b64encode", "basename", "bool", "checksum", "combine", "comment"),
        *("dirname", "extract", "flatten", "from_json", "from_yaml", "from_yaml_all", "hash", "jsonify", "mandatory"),
        *("md5", "quote", "random_mac", "regex_escape", "regex_findall", "regex_replace", "regex_search", "sha1"),
        *("shuffle", "slugify", "splitext", "strftime", "subelements", "ternary", "to_datetime", "to_json"),
        *("to_nice_json", "to_nice_yaml", "to_uuid", "to_yaml", "type_debug"),
        *("win_basename", "win_dirname", "win_splitdrive"),
    }
)
"""Filters of copier and cookiecutter that work on what they are given alone, but for the clock and chance."""


def refuse_reaching(environment: jinja2.Environment) -> None:
    """Let every filter of an environment that is not known as harmless refuse the template that uses it."""
    for name in environment.filters.keys() - FILTERS.keys() - _HARMLESS:
        environment.filters[name] = _refusing(name)


def _refusing(name: str) -> Callable[..., object]:
    def refused(*_: object, **__: object) -> object:
        said = f"it uses the filter {name}, which can read the user's files or environment"
        raise Refused(said, "read it; if you trust who wrote it, say --trust")

    return refused
