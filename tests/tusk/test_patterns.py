"""No regular expression means something else in the Python of Debian 12."""

import re
from pathlib import Path

import pytest

import scaffold

PACKAGE = Path(scaffold.__file__).parent
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_group_is_repeated_possessively(file: Path) -> None:
    """Python before 3.11.5 does not match all that such a group should (python/cpython#106052); an atomic one holds."""
    found = [line for line in file.read_text().splitlines() if POSSESSIVE_GROUP.search(line) and "`" not in line]
    assert found == []


def test_what_is_looked_for_is_found() -> None:
    assert all(map(POSSESSIVE_GROUP.search, (r"(?:a|b)*+", r"(a)++", r"(?>x)?+", r"(?:a){2,3}+")))
    assert not any(map(POSSESSIVE_GROUP.search, (r"(?>(?:a|b)*)", r"\)*+", r"[ab]*+", r"(a)+ +")))
