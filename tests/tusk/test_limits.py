"""Large, deep and hostile texts: a clear error, and time that grows with the text and no faster."""

import os
import time
from collections.abc import Callable

import pytest

from scaffold.tusk import format_text, parse
from scaffold.tusk.limits import MAX_BYTES, MAX_DEPTH, MAX_REPORTED
from scaffold.tusk.masking import mask_line


@pytest.mark.parametrize(
    "deep",
    [
        lambda depth: "a: " + "[" * depth + "]" * depth,
        lambda depth: "a: " + "{a: " * (depth - 1) + "{}" + "}" * (depth - 1),
        lambda depth: "a: " + "@a(" * depth + ")" * depth,
        lambda depth: "".join(f"{' ' * level}a:\n" for level in range(depth)) + " " * depth + "b: 1",
        lambda depth: "a {\n" * depth + "}\n" * depth,
        lambda depth: "a >\n" * depth + "<\n" * depth,
        lambda depth: "a:\n" + "- " * depth + "1",
        lambda depth: f"[{'.'.join(['a'] * depth)}]\nb: 1",
        lambda depth: "".join(f"{' ' * level}a/\n" for level in range(depth)) + " " * depth + "b.c: 1",
        lambda depth: "$v0: 1\n" + "".join(f"$v{n + 1}: [$v{n}]\n" for n in range(depth)) + f"a: $v{depth}",
    ],
)
def test_nesting_ends_at_its_limit(deep: Callable[[int], str]) -> None:
    assert parse(deep(MAX_DEPTH)).diagnostics == ()
    assert format_text(deep(MAX_DEPTH))
    assert "T005" in {found.code for found in parse(deep(MAX_DEPTH + 1)).diagnostics}
    assert "T005" in {found.code for found in parse(deep(MAX_DEPTH * 5)).diagnostics}


def test_a_text_ends_at_its_limit() -> None:
    assert parse("#" + "é" * ((MAX_BYTES - 1) // 2)).diagnostics == ()
    assert [found.code for found in parse("#" + "é" * (MAX_BYTES // 2)).diagnostics] == ["T002"]


@pytest.mark.parametrize(
    "bomb",
    [
        '$v0: "xxxxxxxxxx"\n' + "".join(f'$v{n + 1}: "${{v{n}}}${{v{n}}}"\n' for n in range(60)),
        "$v0: [1]\n" + "".join(f"$v{n + 1}: [$v{n}, $v{n}]\n" for n in range(60)) + "a: $v60\n",
        'a: "' + "{{h}}" * 2000 + f'"\n[template_config]\nh: "{"x" * 10000}"\n',
        "a: [" + '"{{h}}", ' * 3000 + "]\n[template_config]\nh: [" + '"a text of some length", ' * 500 + "]\n",
    ],
)
def test_what_expands_too_far_is_an_error(bomb: str) -> None:
    document = parse(bomb)
    assert {found.code for found in document.diagnostics} <= {"T043", "T099"}
    assert document.has_errors
    assert document.root.value is not None


def test_many_findings_end_with_their_number() -> None:
    document = parse("a b\n" * 1000 + "".join(f"k{n}: yes\n" for n in range(500)))
    assert len(document.diagnostics) == 2 * MAX_REPORTED + 1
    assert document.diagnostics[-1].code == "T099"
    assert document.diagnostics[-1].message == f"{1500 - 2 * MAX_REPORTED} more are not shown"


def test_a_long_line_is_shown_in_part() -> None:
    [found] = parse(f"a: [{'1, ' * 5000}oops]\n").diagnostics
    assert found.location.column == 15005
    assert len(found.location.excerpt) <= 160
    shown, caret = found.to_text().splitlines()[1:3]
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "oops"


LONG = "SCAFFOLD_FUZZ" in os.environ

FLAT = 'name_{n}: "value"\nport_{n}: 80{n}\nflag_{n}: true\nlist_{n}: ["a", "b"]\n'
NESTED = "[s{n}]\na:\n  b:\n    c: 1\n    d:\n    - x: 1\n      y: [1, {{z: 2}}]\n    - w\n  e {{\n    f: 1\n  }}\n"


def repeat(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece) + 1)


def number(piece: str) -> Callable[[int], str]:
    return lambda size: "".join(piece.format(n=n) for n in range(size // (len(piece) + 3) + 1))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(number(FLAT), id="flat"),
        pytest.param(number(NESTED), id="nested"),
        pytest.param(lambda size: "a: [" + "1, " * (size // 3) + "]\n", id="one long list"),
        pytest.param(lambda size: 'a: "' + "x\\n" * (size // 3) + '"\n', id="one long string"),
        pytest.param(lambda size: 'a: """' + 'x"y\\n' * (size // 5) + '"""\n', id="one long text"),
        pytest.param(lambda size: "a: " + "b c-d " * (size // 6) + "\n", id="long bare words"),
        pytest.param(lambda size: "a: b" + " " * size + "c\n", id="many blanks in a line"),
        pytest.param(lambda size: "\n" * size + "a b\n", id="many blank lines"),
        pytest.param(lambda size: "#" * size, id="one long comment"),
        pytest.param(repeat("# comment\n"), id="many comments"),
        pytest.param(repeat('a: "b" "c" "d"\n'), id="many errors"),
        pytest.param(repeat('"'), id="quotes"),
        pytest.param(repeat("a: '''\n"), id="text openings"),
        pytest.param(repeat('a: """\\"\n'), id="text openings with escapes"),
        pytest.param(repeat('a: "' + '\\"' * 20 + "\n"), id="open strings"),
        pytest.param(repeat("a: [\n"), id="open brackets in lines"),
        pytest.param(repeat("["), id="open brackets"),
        pytest.param(repeat("a: {b: [{\n"), id="mixed open brackets"),
        pytest.param(repeat("a: [/*\n"), id="open comments in lists"),
        pytest.param(repeat("/*\n"), id="open comments"),
        pytest.param(repeat("a {\n"), id="open blocks"),
        pytest.param(repeat("a: 1\n"), id="one key again and again"),
        pytest.param(number("a: {n}\n"), id="one key with ever other values"),
        pytest.param(repeat("[s]\na: 1\n"), id="one section again and again"),
        pytest.param(number("[s]\na{n}: 1\n"), id="one growing section"),
        pytest.param(repeat("a b\n"), id="no statements"),
        pytest.param(repeat("  - \n - \n"), id="wrong indentation"),
        pytest.param(repeat("\ta: 1\n"), id="tabs"),
        pytest.param(lambda size: 'a: "' + "${" * (size // 2) + '"\n', id="open inserts"),
        pytest.param(lambda size: 'a: "' + "{{a" * (size // 3) + '"\n', id="open holes"),
        pytest.param(lambda size: '$v: 1\na: "' + "${v}" * (size // 4) + '"\n', id="many inserts"),
        pytest.param(number('$v{n}: "x"\na{n}: $v{n}\n'), id="many variables"),
        pytest.param(number('a{n}: "{{{{h}}}}"\n'), id="many holes"),
        pytest.param(repeat("\x00"), id="control characters"),
        pytest.param(repeat("[c]\nuse a::b;\n"), id="raw bodies"),
        pytest.param(lambda size: "a: \"@env('" + "x" * size + '"\n', id="a long call in quotes"),
        pytest.param(repeat("password: 'a' b\n"), id="many secrets"),
    ],
)
def test_time_grows_with_the_text_and_no_faster(make: Callable[[int], str]) -> None:
    grows_in_proportion(parse, make, 10_000, 1_000_000 if LONG else 50_000)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("a", id="one long word"),
        pytest.param("a.b-", id="one long dotted word"),
        pytest.param("token", id="one long secret word"),
        pytest.param("A", id="one long word of capitals"),
        pytest.param("abc ", id="words"),
        pytest.param("a  ", id="blanks"),
        pytest.param('{password: "x", ', id="secrets in braces"),
        pytest.param("password: true, ", id="values that are shown"),
        pytest.param("password:", id="keys without values"),
        pytest.param("password: {{ a ", id="open holes"),
        pytest.param("://a:b", id="open user names"),
        pytest.param("://a:b@", id="user names"),
        pytest.param('@env.secure("A", ', id="open calls"),
        pytest.param("@secure", id="calls without brackets"),
    ],
)
def test_masking_takes_time_in_proportion_to_the_line(piece: str) -> None:
    grows_in_proportion(mask_line, repeat(piece), 10_000, 500_000)


def grows_in_proportion(work: Callable[[str], object], make: Callable[[int], str], least: int, most: int) -> None:
    work(make(1_000))
    small, large = make(least), make(most)
    factor = len(large) / len(small)
    # Small times are mostly noise: what counts is that a large text does not take many times its share.
    base = max(min(seconds(work, small) for _ in range(2)), 0.002)
    spent = seconds(work, large)
    if spent > 4 * factor * base:
        spent = seconds(work, large)
    assert spent < 4 * factor * base


def seconds(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started
