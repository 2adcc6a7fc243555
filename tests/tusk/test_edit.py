"""Edits: what changes, and that nothing else does."""

from collections.abc import Callable

import pytest

from scaffold.tusk import Document, Operator, TuskError, parse

SPEC = """\
# a shop

[service_config] # where it listens
host: '0.0.0.0'   # everywhere
port = 8081;
url: "@env('X')"
nothing:
dependencies:
  - "database" # first
  # between
  - "redis"

limits {
  small: 1
}
flow >
  step: 1
<

[structure]
src/
  main.rs: "x"

# the end
"""


def changed(document: Document, edit: Callable[[Document], Document]) -> str:
    """Return the lines that an edit took away and put in, as a patch without context."""
    before, after = document.text.splitlines(), edit(document).text.splitlines()
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    gone = [f"-{line}" for line in before[start : len(before) - end]]
    return "\n".join([*gone, *(f"+{line}" for line in after[start : len(after) - end])])


@pytest.mark.parametrize(
    ("path", "value", "patch"),
    [
        ("service_config.host", "x", "-host: '0.0.0.0'   # everywhere\n+host: \"x\"   # everywhere"),
        ("service_config.port", 9, "-port = 8081;\n+port = 9;"),
        ("service_config.url", Operator(0, 0, "env", ("Y", 1)), '-url: "@env(\'X\')"\n+url: @env("Y", 1)'),
        ("service_config.url", "@env('Y')", "-url: \"@env('X')\"\n+url: \"\\u0040env('Y')\""),
        ("service_config.nothing", [1, "a"], '-nothing:\n+nothing: [1, "a"]'),
        ("service_config.nothing", {"a": {"b": None}}, "-nothing:\n+nothing: {a: {b: null}}"),
        ("service_config.nothing.deep", 1, "+  deep: 1"),
        (
            "service_config.dependencies",
            ["kafka"],
            '-dependencies:\n-  - "database" # first\n-  # between\n-  - "redis"\n+dependencies: ["kafka"]',
        ),
        ("service_config.limits.small", 2, "-  small: 1\n+  small: 2"),
        ("service_config.limits.large", 2, "+  large: 2"),
        ("service_config.limits", 5, "-limits {\n-  small: 1\n-}\n+limits: 5"),
        ("service_config.limits", {"small": 1, "big": 3}, "+  big: 3"),
        ("service_config.flow.next", 2, "+  next: 2"),
        ("service_config.new.nested.key", True, "+new:\n+  nested:\n+    key: true"),
        ("structure.src/main.rs", "y", '-  main.rs: "x"\n+  main.rs: "y"'),
        ("structure.src/lib.rs", "y", '+  lib.rs: "y"'),
        ("structure.src", None, '-src/\n-  main.rs: "x"\n+src: null'),
        ("added.key", 1.5, "+\n+[added]\n+key: 1.5"),
        ("added", {"a": 1, "b": {"c": range(1, 4)}}, "+\n+[added]\n+a: 1\n+b:\n+  c: 1-3"),
        ("top", "x", '+top: "x"'),
    ],
)
def test_only_what_must_change_changes(path: str, value: object, patch: str) -> None:
    keys = tuple(path.replace("/", ".").split(".", 2 if "structure" in path else -1))
    document = parse(SPEC)
    assert document.diagnostics == ()
    assert changed(document, lambda before: before.with_value(keys, value)) == patch
    node = document.with_value(keys, value).find(keys)
    assert node is not None
    assert node.value == (
        value.value if isinstance(value, Operator) else "@env('Y')" if value == "@env('Y')" else value
    )


@pytest.mark.parametrize(
    ("path", "patch"),
    [
        (("service_config", "host"), "-host: '0.0.0.0'   # everywhere"),
        (("service_config", "dependencies"), '-dependencies:\n-  - "database" # first\n-  # between\n-  - "redis"'),
        (("service_config", "limits"), "-limits {\n-  small: 1\n-}"),
        (("service_config", "limits", "small"), "-  small: 1"),
        (("structure", "src", "main.rs"), '-  main.rs: "x"'),
        (("structure",), '-[structure]\n-src/\n-  main.rs: "x"\n-'),
    ],
)
def test_a_key_is_removed_with_its_lines(path: tuple[str, ...], patch: str) -> None:
    document = parse(SPEC)
    assert changed(document, lambda before: before.without(path)) == patch
    assert document.without(path).find(path) is None


@pytest.mark.parametrize(
    ("text", "path", "value", "result"),
    [
        ("", ("a", "b"), 1, "[a]\nb: 1\n"),
        ("", ("a",), 1, "a: 1\n"),
        ("# c", ("a",), 1, "a: 1\n# c"),
        ("a: 1", ("b",), 2, "a: 1\nb: 2\n"),
        ("a: 1\r\n", ("b", "c"), 2, "a: 1\r\n\r\n[b]\r\nc: 2\r\n"),
        ("\ufeff[a]\n", ("x",), 1, "\ufeffx: 1\n[a]\n"),
        ("[a]\n", ("a", "b c"), 1, '[a]\n"b c": 1\n'),
        ("[a]\nx: {}\n", ("a", "x", "y"), 1, "[a]\nx: {y: 1}\n"),
        ("[a]\nx: {b: 1,}\n", ("a", "x", "y", "z"), 1, "[a]\nx: {b: 1, y: {z: 1},}\n"),
        ("[a]\nx { b: 1 }\n", ("a", "x"), 1, "[a]\nx: 1\n"),
        ("[a]\nx { b: 1 }\n", ("a", "x", "c"), 1, "[a]\nx { b: 1, c: 1 }\n"),
        ("[a]\nx:\n- 1\ny: 2\n", ("a", "x"), 3, "[a]\nx: 3\ny: 2\n"),
        ("[a]\nx: # why\n  - 1\n", ("a", "x"), 3, "[a]\nx: 3 # why\n"),
        ("[a]\n  x: 1\n", ("a", "y"), 3, "[a]\n  x: 1\n  y: 3\n"),
        ("[a]\nx: 1\n[a]\nx: 1\n", ("a", "x"), 3, "[a]\nx: 3\n[a]\nx: 3\n"),
        ("[a]\nx: 1\nx: 2\n", ("a", "x"), 3, "[a]\nx: 3\nx: 3\n"),
        ("[a.b]\nx: 1\n", ("a", "y"), 3, "[a.b]\nx: 1\n\n[a]\ny: 3\n"),
        ("[c]\nuse x::y;\n", ("d", "e"), 1, "[c]\nuse x::y;\n\n[d]\ne: 1\n"),
        ("$v: 1\n[a]\nx: $v\n", ("a", "x"), 2, "$v: 1\n[a]\nx: 2\n"),
        ('[a]\nx: "{{h}}"\n', ("a", "x"), "h", '[a]\nx: "h"\n'),
        ('[a]\nx: """\n1\n2"""  # c\n', ("a", "x"), "h", '[a]\nx: "h"  # c\n'),
        ("[a]\nx: 1\n", ("a", "x"), "two\nlines\t\x00\u2066", '[a]\nx: "two\\nlines\\t\\u0000\\u2066"\n'),
    ],
)
def test_an_edit_gives_this_text(text: str, path: tuple[str, ...], value: object, result: str) -> None:
    assert parse(text).with_value(path, value).text == result


@pytest.mark.parametrize(
    ("text", "path", "result"),
    [
        ("[a]\nx:\n  y: 1\n", ("a", "x", "y"), "[a]\nx: {}\n"),
        ("[a]\nx: {y: 1, z: 2}\n", ("a", "x", "y"), "[a]\nx: {z: 2}\n"),
        ("[a]\nx: {y: 1, z: 2,}\n", ("a", "x", "z"), "[a]\nx: {y: 1,}\n"),
        ("[a]\nx: {y: 1,}\n", ("a", "x", "y"), "[a]\nx: {}\n"),
        ("[a]\nx: 1\n[b]\n[a]\nx: 1\ny: 2\n", ("a", "x"), "[a]\n[b]\n[a]\ny: 2\n"),
        ("[a]\nx: 1\n[a.b]\ny: 2\n[c]\n", ("a",), "[c]\n"),
        ("[a]\nx: 1\n\n# about b\n[b]\n", ("a",), "# about b\n[b]\n"),
        ("\ufeffx: 1\ny: 2\n", ("x",), "\ufeffy: 2\n"),
    ],
)
def test_a_removal_gives_this_text(text: str, path: tuple[str, ...], result: str) -> None:
    assert parse(text).without(path).text == result


def test_a_guide_is_edited_in_its_first_block() -> None:
    guide = "# T\n```\n[a]\nx: 1\n```\nor\n```\n[a]\nx: 2\n```\nend\n"
    document = parse(guide, source="g.md")
    assert document.with_value(("a", "x"), 3).text == guide.replace("x: 1", "x: 3")
    assert document.with_value(("a", "y"), 3).text == guide.replace("x: 1\n", "x: 1\ny: 3\n")
    assert document.with_value(("b", "y"), 3).text == guide.replace("x: 2\n", "x: 2\n\n[b]\ny: 3\n")


@pytest.mark.parametrize(
    ("text", "path", "value", "message"),
    [
        ("a: [1\n", ("b",), 1, "never closed"),
        ("[a]\nx: 1\n", ("a",), 1, "is a section"),
        ("[a]\nx: 1\n", ("a", "x", "y"), 1, "no map"),
        ("[a]\nuse x::y;\n", ("a", "x"), 1, "holds code"),
        ("$v: {b: 1}\na: $v\n", ("a", "b"), 2, "variable"),
        ("$v: {b: 1}\na: $v\n", ("a", "c"), 2, "variable"),
        ("a: 1\n", ("a",), float("inf"), "infinite"),
        ("a: 1\n", ("a",), "\ud800", "surrogate"),
        ("a: 1\n", ("a",), object(), "object"),
        ("a: 1\n", ("a",), {1: 2}, "key of type int"),
        ("a: 1\n", (), 1, "needs the path"),
        ("a: 1\n", ("a",), Operator(0, 0, "no name", ()), "name of an operator"),
    ],
)
def test_an_edit_that_cannot_be_made_says_why(text: str, path: tuple[str, ...], value: object, message: str) -> None:
    with pytest.raises(TuskError, match=message):
        parse(text).with_value(path, value)


@pytest.mark.parametrize("path", [(), ("b",), ("a", "b", "c"), ("c", "d")])
def test_what_is_not_there_cannot_be_removed(path: tuple[str, ...]) -> None:
    with pytest.raises(TuskError, match="nothing to remove"):
        parse("a: 1\n[c]\n").without(path)


@pytest.mark.parametrize(
    ("text", "added", "without_b", "without_c"),
    [
        ("{\n  b: 1\n  c: 2\n}", "{\n  b: 1\n  c: 2\n  z: 9\n}", "{\n  c: 2\n}", "{\n  b: 1\n}"),
        ("{\n  b: 1,\n  c: 2,\n}", "{\n  b: 1,\n  c: 2,\n  z: 9,\n}", "{\n  c: 2,\n}", "{\n  b: 1,\n}"),
        ("{\n  b: 1,\n  c: 2\n}", "{\n  b: 1,\n  c: 2,\n  z: 9\n}", "{\n  c: 2\n}", "{\n  b: 1,\n}"),
        (
            "{\n  b: 1 # one\n  c: 2 # two\n}",
            "{\n  b: 1 # one\n  c: 2 # two\n  z: 9\n}",
            "{\n  c: 2 # two\n}",
            "{\n  b: 1 # one\n}",
        ),
        ("{b: 1\n  c: 2}", "{b: 1\n  c: 2, z: 9}", "{c: 2}", "{b: 1}"),
        ("{\n  b: 1\n  , c: 2\n}", "{\n  b: 1\n  , c: 2, z: 9\n}", "{\n  c: 2\n}", "{\n  b: 1\n}"),
        (
            "{\n  b: [\n    1\n  ]\n  c: 2 }",
            "{\n  b: [\n    1\n  ]\n  c: 2, z: 9 }",
            "{\n  c: 2 }",
            "{\n  b: [\n    1\n  ] }",
        ),
    ],
)
def test_a_map_in_lines_is_edited_in_lines(text: str, added: str, without_b: str, without_c: str) -> None:
    document = parse(f"a: {text}\n")
    assert not document.has_errors
    assert document.with_value(("a", "z"), 9).text == f"a: {added}\n"
    assert document.without(("a", "b")).text == f"a: {without_b}\n"
    assert document.without(("a", "c")).text == f"a: {without_c}\n"
