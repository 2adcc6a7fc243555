"""The order of imports: sections, modules, names, as ruff's isort rules have it by default."""

import re
import sys
from functools import cache

FUTURE, STANDARD, THIRD_PARTY, FIRST_PARTY, LOCAL = range(5)

Alias = tuple[str, str | None]
"""An imported name, and what `as` calls it."""

_LEFT = "asynchat asyncore distutils imp smtpd aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib "
_LEFT += "ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib lib2to3"
_STANDARD = (sys.stdlib_module_names | frozenset(_LEFT.split())) - {"annotationlib", "compression"}
"""The standard library of Python 3.11, whichever Python runs: what is written must not depend on it."""

_DIGITS = re.compile(r"[0-9]+")


def section_of(module: str, level: int, first_party: frozenset[str]) -> int:
    """Return the number of the section that a module stands in.

    `first_party` holds modules by their full names, as ruff finds each in the project's folders by its full path.
    """
    if level:
        return LOCAL
    if module == "__future__":
        return FUTURE
    if module in first_party:
        return FIRST_PARTY
    return STANDARD if module.partition(".")[0] in _STANDARD else THIRD_PARTY


@cache
def module_key(module: str, level: int, asname: str | None) -> tuple[object, ...]:
    """Return the sort key of a module: the furthest relative import first, then its name in natural order."""
    return -level, natural(module.lower()), natural(module), natural(asname or "")


@cache
def alias_key(alias: Alias) -> tuple[object, ...]:
    """Return the sort key of an imported name: a star, constants, classes, the rest."""
    name, asname = alias
    return name != "*", _kind(name), natural(name.lower()), natural(name), natural(asname or "")


def _kind(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


@cache
def natural(text: str) -> str:
    """Return a sort key in which runs of digits compare as numbers; after a leading zero, as decimal places."""
    return _DIGITS.sub(_weighed, text)


def _weighed(run: re.Match[str]) -> str:
    """Return digits such that texts compare as numbers do: after one digit, by length, then by value."""
    digits = run[0]
    return f"0\0{digits}\0" if digits.startswith("0") else f"0{chr(len(digits))}{digits}"
