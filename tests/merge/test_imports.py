"""Imports that follow a package to its new name."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.merge.imports import follow_imports, moved_module
from scaffold.merge.mentions import find_mentions

RENAMED = {"old": "fresh"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import old", "import fresh"),
        ("import old.a.b, os", "import fresh.a.b, os"),
        ("import old.a as b", "import fresh.a as b"),
        ("from old import a", "from fresh import a"),
        ("from old.a import (\n    b,  # old\n    c,\n)", "from fresh.a import (\n    b,  # old\n    c,\n)"),
        ("if x: from old.a import b", "if x: from fresh.a import b"),
        ("import old.a\nold.a.b(old)", "import fresh.a\nfresh.a.b(fresh)"),
        ("import old\ndef f():\n    return old.x", "import fresh\ndef f():\n    return fresh.x"),
        ("import old\ndef f(old):\n    return old.x", "import fresh\ndef f(old):\n    return old.x"),
        ("import old\ndef f(a=old.x): ...", "import fresh\ndef f(a=fresh.x): ..."),
        ("import old\nclass A(old.B):\n  c = old.d", "import fresh\nclass A(fresh.B):\n  c = fresh.d"),
        ("import old\nlambda old: old.x", "import fresh\nlambda old: old.x"),
        ("def f():\n  import old\n  old.x\nold = 1", "def f():\n  import fresh\n  fresh.x\nold = 1"),
        ("import old\n'é', old.x", "import fresh\n'é', fresh.x"),
        ("import old\r\nold.x\r\n", "import fresh\r\nfresh.x\r\n"),
        ("import old\x0c\nold.x\n", "import fresh\x0c\nfresh.x\n"),
        ("\ufefffrom old import a\n", "\ufefffrom fresh import a\n"),
    ],
)
def test_follow(before: str, after: str) -> None:
    assert follow_imports(before.encode(), RENAMED) == after.encode()


SORTED = "from mid.a import x\nfrom mid.b import (  # why\n    y,\n    z,\n)\nfrom old.c import w\n"
FOLLOWED = "from fresh.c import w\nfrom mid.a import x\nfrom mid.b import (  # why\n    y,\n    z,\n)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SORTED, FOLLOWED),
        (SORTED.replace("\n", "\r\n"), FOLLOWED.replace("\n", "\r\n")),
        ("import mid\nimport old\n", "import fresh\nimport mid\n"),
        ("import mid\nfrom old import a\n", "import mid\nfrom fresh import a\n"),
        ("from . import a\nfrom .b import c\n\nimport old\n", "from . import a\nfrom .b import c\n\nimport fresh\n"),
        ("import mid\nx = 1\nimport old\n", "import mid\nx = 1\nimport fresh\n"),
        ("import mid\n\nimport old\n", "import mid\n\nimport fresh\n"),
        ("import mid\n# why\nimport old\n", "import mid\n# why\nimport fresh\n"),
        ("import zoo\nimport mid\nimport old\n", "import zoo\nimport mid\nimport fresh\n"),
        ("import mid; import n\nimport old\n", "import mid; import n\nimport fresh\n"),
        ("import mid\nimport old; x = 1\n", "import mid\nimport fresh; x = 1\n"),
        ("import mid\nimport old", "import mid\nimport fresh"),
        ('"""Doc."""; import mid\nimport old\nimport pod\n', '"""Doc."""; import mid\nimport fresh\nimport pod\n'),
    ],
)
def test_what_was_in_order_is_in_order_again(before: str, after: str) -> None:
    assert follow_imports(before.encode(), RENAMED) == after.encode()


@pytest.mark.parametrize(
    "source",
    [
        "from older import old",
        "from . import old",
        "from .old import a",
        "import older\nolder.old",
        "'import old'",
        "# import old",
        "old = 1\nold.x",
        "import old\nold = wrapped(old)",
        "import old\nfresh = 1\nold.x",
        "import old\nif",
        "from\\\n old import a",
    ],
)
def test_stays(source: str) -> None:
    assert follow_imports(source.encode(), RENAMED) == source.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from a.b import c", "from a.x import c"),
        ("import a.b\na.b.c(a.d)", "import a.x\na.x.c(a.d)"),
        ("from a import b", "from a import x as b"),
        ("from a import b, c", "from a import x as b, c"),
        ("from a import b as d", "from a import x as d"),
        ("from a import bb", "from a import bb"),
    ],
)
def test_a_package_below_another(before: str, after: str) -> None:
    assert follow_imports(before.encode(), {"a.b": "a.x"}) == after.encode()


def test_other_encodings_survive() -> None:
    source = "# coding: latin-1\nimport old\nx = 'é', old.y\n".encode("latin-1")
    assert follow_imports(source, RENAMED) == source.replace(b"old", b"fresh")


def test_bytes_that_are_no_text_stay() -> None:
    assert follow_imports(b"import old\n\xff\n", RENAMED) == b"import old\n\xff\n"


STATEMENTS = st.lists(
    st.sampled_from(
        [
            "import old",
            "import old.a, os",
            "from old.b import (c,\n  d)",
            "import old.e as f",
            "print(old.a.g, 'old')",
            "# old",
            "def h(old): return old.x",
            "class I(old.J): k = [old.l for m in old.n]",
        ]
    )
)


@settings(deadline=None)
@given(STATEMENTS)
def test_only_names_change(statements: list[str]) -> None:
    source = "\n".join(statements)
    followed = follow_imports(source.encode(), RENAMED).decode()
    assert followed.replace("fresh", "old") == source
    if "import old" not in statements and "import old.a, os" not in statements:
        assert "fresh.a" not in followed
    assert [line for line in followed.split("\n") if line.startswith(("import old", "from old"))] == []
    ast.parse(followed)


def test_the_innermost_package_counts() -> None:
    modules = {"a": "x", "a.b": "y.z"}
    assert [moved_module(name, modules) for name in ("a.c", "a.b.c", "a.bb", "d")] == ["x.c", "y.z.c", "x.bb", "d"]


def test_mentions_are_whole_names() -> None:
    content = b'x\n"old.main:app"\nolder\nmy-old\nold\nnot.old\nold/a\nknown old\n'
    notes = list(find_mentions("f", content, RENAMED, b"known old\n"))
    assert [(note.line, note.text) for note in notes] == [(2, '"old.main:app"'), (5, "old"), (7, "old/a")]
