"""The order of imports: sections, modules, names, as ruff's isort rules have it by default."""

import re
import sys

FUTURE, STANDARD, THIRD_PARTY, FIRST_PARTY, LOCAL = range(5)

_LEFT = "asynchat asyncore distutils imp smtpd aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib "
_LEFT += "ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib lib2to3"
_STANDARD = (sys.stdlib_module_names | frozenset(_LEFT.split())) - {"annotationlib", "compression"}
"""The standard library of Python 3.11, whichever Python runs: what is written must not depend on it."""

_DIGITS = re.compile(r"([0-9]+)")

NaturalKey = tuple[tuple[int, int, str], ...]


def section_of(module: str, level: int, first_party: frozenset[str]) -> int:
    """Return the number of the section that a module stands in."""
    if level:
        return LOCAL
    top = module.partition(".")[0]
    if top == "__future__":
        return FUTURE
    if top in first_party:
        return FIRST_PARTY
    return STANDARD if top in _STANDARD else THIRD_PARTY


def module_key(module: str, level: int, asname: str | None) -> tuple[object, ...]:
    """Return the sort key of a module: the furthest relative import first, then its name in natural order."""
    return -level, natural(module.lower()), natural(module), natural(asname or "")


def alias_key(alias: tuple[str, str | None]) -> tuple[object, ...]:
    """Return the sort key of an imported name: a star, constants, classes, the rest."""
    name, asname = alias
    return name != "*", _kind(name), natural(name.lower()), natural(name), natural(asname or "")


def _kind(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


def natural(text: str) -> NaturalKey:
    """Return a sort key in which runs of digits compare as numbers."""
    return tuple((0, int(part), part) if part.isdigit() else (1, 0, part) for part in _DIGITS.split(text) if part)
