"""What does not depend on the language: line ends, marks, unknown and unreadable files, unchanged sides."""

import subprocess
import sys

import pytest

from scaffold.merge.structure import merge

BASE = b"a = 1\nb = 2\n"
YOURS = b"a = 1\nmine = 3\nb = 2\n"
NEW = b"a = 1\ntheirs = 4\nb = 2\n"
MERGED = b"a = 1\nmine = 3\ntheirs = 4\nb = 2\n"


def crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def test_line_ends_of_yours_stay() -> None:
    assert merge("a.toml", BASE, crlf(YOURS), NEW) == crlf(MERGED)
    assert merge("a.toml", crlf(BASE), crlf(YOURS), crlf(NEW)) == crlf(MERGED)


def test_line_ends_change_with_the_side_that_changed_them() -> None:
    assert merge("a.toml", BASE, YOURS, crlf(NEW)) == crlf(MERGED)
    assert merge("a.toml", crlf(BASE), YOURS, crlf(NEW)) == MERGED


def test_mixed_line_ends_are_left_alone() -> None:
    assert merge("a.toml", BASE, YOURS.replace(b"\n", b"\r\n", 1), NEW) is None


def test_a_byte_order_mark_of_yours_stays() -> None:
    mark = b"\xef\xbb\xbf"
    assert merge("a.toml", BASE, mark + YOURS, NEW) == mark + MERGED
    assert merge("a.toml", mark + BASE, YOURS, mark + NEW) == MERGED


def test_an_open_last_line_stays() -> None:
    assert merge("a.toml", BASE[:-1], YOURS[:-1], NEW[:-1]) == MERGED[:-1]
    assert merge("a.toml", BASE[:-1], YOURS[:-1], NEW) == MERGED
    assert merge("a.toml", BASE, YOURS[:-1], NEW) == MERGED[:-1]


@pytest.mark.parametrize("path", ["README.md", "Dockerfile", "a.toml.jinja", ".env", "toml"])
def test_an_unknown_language_is_left_alone(path: str) -> None:
    assert merge(path, BASE, YOURS, NEW) is None


@pytest.mark.parametrize("path", ["a.toml", "a.py", "a.yaml", "a.json"])
@pytest.mark.parametrize(
    "odd",
    [
        b"\xff\xfe",
        b"\0",
        b"# \xe9\n",
        b"\r",
        b"]",
        b"'",
        b'"""',
        b"\x0c\n  x",
        b"[" * 5000,
        b"x = " + b"not " * 5000 + b"1",
    ],
)
def test_what_cannot_be_read_is_left_alone(path: str, odd: bytes) -> None:
    assert merge(path, BASE, YOURS + odd, NEW) is None


@pytest.mark.parametrize("odd", [b"x = " + b"[" * 30 + b"]" * 30, b"x = " + b"not " * 5000 + b"1"])
def test_code_that_would_end_the_parser_is_left_alone(odd: bytes) -> None:
    assert merge("a.py", BASE, YOURS + odd, NEW) is None


@pytest.mark.parametrize("path", ["a.toml", "a.py", "a.yaml", "b.json", "README.md"])
def test_an_unchanged_side_gives_the_other(path: str) -> None:
    assert merge(path, BASE, BASE, NEW) == NEW
    assert merge(path, BASE, YOURS, BASE) == YOURS
    assert merge(path, BASE, YOURS, YOURS) == YOURS
    assert merge(path, b"\0", b"\0", b"\xff") == b"\xff"


def test_empty_files() -> None:
    assert merge("a.toml", b"", YOURS, NEW) == b"a = 1\nmine = 3\nb = 2\ntheirs = 4\n"
    assert merge("a.toml", b"", b"a = 1\n", b"b = 1\n") == b"a = 1\nb = 1\n"
    assert merge("a.py", b"", b"a = 1\n", b"b = 1\n") is None
    assert merge("a.toml", BASE, b"", NEW) is None


JSON = b'{\n  "a": 1,\n  "b": [1, 2],\n  "c": {\n    "x": null\n  }\n}\n'


def test_json() -> None:
    yours = JSON.replace(b'"a": 1,\n', b'"a": 1,\n  "mine": "x",\n').replace(b"null\n", b'null,\n    "y": "#1"\n')
    new = JSON.replace(b'"a": 1,\n', b'"a": 2,\n  "theirs": true,\n').replace(b"[1, 2]", b"[1, 2, 3]")
    merged = new.replace(b'  "theirs"', b'  "mine": "x",\n  "theirs"').replace(b"null\n", b'null,\n    "y": "#1"\n')
    assert merge("a.json", JSON, yours, new) == merged
    assert merge("a.json", JSON, JSON.replace(b"1,", b"2,"), JSON.replace(b"1,", b"3,")) is None
    assert merge("a.json", JSON, yours + b"// no JSON\n", new) is None


def test_heavy_libraries_are_imported_only_where_they_are_used() -> None:
    code = (
        "import sys, scaffold.merge.structure as s; s.merge('a.toml', b'a=1', b'a=1\\nb=1', b'a=1\\nc=1');"
        "print([name for name in ('libcst', 'ruamel.yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
