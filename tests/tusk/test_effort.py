"""Twice the text costs twice the work, whatever it holds: counted, so that no busy machine hides or feigns it."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.tusk import TuskError, format_text, load, parse, suggest
from scaffold.tusk.limits import MAX_REPORTED
from tests.effort import steps

MORE_THAN_SHOWN = MAX_REPORTED + 50
AT_MOST = 2.3


def each(piece: str, *, before: str = "", behind: str = "") -> Callable[[int], str]:
    """Return what writes a piece `size` times, with other numbers in place of `{n}`."""

    def text(size: int) -> str:
        numbered = "".join(piece.replace("{n}", str(n)) for n in range(1000, 1000 + size))
        return before + numbered + behind

    return text


def undefined(size: int) -> str:
    return each("$v{n}: 1\n")(size) + each("a{n}: $w{n}\n")(size)


def unfilled(size: int) -> str:
    return each('a{n}: "{{w{n}}}"\n')(size) + each("v{n}: 1\n", before="[template_config]\n")(size)


SHAPES = {
    "plain keys": each('a{n}: "x"\nb{n}: 1\n'),
    "sections": each("[s{n}]\na: 1\n"),
    "one growing section": each("[s]\na{n}: 1\n"),
    "nested sections": each("[s.t{n}.u]\na: 1\n"),
    "one key, one value": each("a: 1\n"),
    "one key, other values": each("a: {n}\n"),
    "one map that grows": each("a:\n  b{n}: 1\n"),
    "one list again and again": each("a: [1, 2, 3, 4, 5, 6, 7, 8]\n"),
    "holes": lambda size: each('a{n}: "{{v{n}}}"\n')(size) + each("[template_config]\nv{n}: 1\n")(size),
    "holes that nothing fills": unfilled,
    "variables": each('$v{n}: "x"\na{n}: "${v{n}}"\n'),
    "variables that are not defined": undefined,
    "errors": each("a{n}: 1 + 2\n"),
    "warnings": each("a{n}: yes\n"),
    "wrong indentation": each("a{n}:\n    b: 1\n  c: 2\n"),
    "tabs": each("\ta{n}: 1\n"),
    "secrets, and errors": each("password{n}: 'x'\n", behind="a b\n" * MAX_REPORTED),
    "a long list": each("1, ", before="a: [", behind="]\n"),
    "a long list with comments": each("1, # x\n", before="a: [", behind="]\n"),
    "a long line with an error": each("1, ", before="a: [", behind="oops]\n"),
    "a long map": each("a{n}: 1, ", before="a: {", behind="}\n"),
    "a map in lines": each("a{n}: 1\n", before="a: {\n", behind="}\n"),
    "a text of many inserts": each("${v}", before='$v: 1\na: "', behind='"\n'),
    "items": each("- b: 1\n  c: 2\n", before="a:\n"),
    "braces": each("a{n} {\n b: 1\n}\n"),
    "directories": each("src{n}/\n  a.b: 1\n"),
    "comments": each("# c {n}\na{n}: 1 # d\n"),
    "block comments": each("/* a\n b */\na{n}: 1\n"),
    "code": each("[s{n}]\nuse a::b;\n"),
    "blocks of a guide": each("```\n[s{n}]\na: 1\n```\n"),
    "alternatives of a guide": each("```\n[s]\na: {n}\n```\n"),
}
DEEP = {
    "maps": lambda depth: "".join(f"{' ' * level}a:\n" for level in range(depth)) + " " * depth + "b: 1\n",
    "lists in brackets": lambda depth: f"a: {'[' * depth}1{']' * depth}\n",
    "maps in brackets": lambda depth: f"a: {'{a: ' * depth}1{'}' * depth}\n",
    "braces": lambda depth: "a {\n" * depth + "b: 1\n" + "}\n" * depth,
    "lists in a line": lambda depth: "a:\n" + "- " * depth + "1\n",
}


def growth(task: Callable[[str], object], shape: Callable[[int], str], size: int) -> float:
    small, large = shape(size), shape(2 * size)
    task(small)  # what is done once, such as the compiling of expressions, is no growth
    return steps(lambda: task(large)) / steps(lambda: task(small))


def read(name: str) -> Callable[[str], object]:
    return lambda text: parse(text, guide=name.endswith("guide"))


def formatted(name: str) -> Callable[[str], object]:
    def task(text: str) -> None:
        with contextlib.suppress(TuskError):
            format_text(text, guide=name.endswith("guide"))

    return task


@pytest.mark.parametrize("name", SHAPES)
def test_reading_grows_with_the_text(name: str) -> None:
    assert growth(read(name), SHAPES[name], MORE_THAN_SHOWN) < AT_MOST


@pytest.mark.parametrize("name", SHAPES)
def test_formatting_grows_with_the_text(name: str) -> None:
    assert growth(formatted(name), SHAPES[name], MORE_THAN_SHOWN) < AT_MOST


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("task", [parse, format_text])
def test_depth_costs_no_more_than_length(name: str, task: Callable[[str], object]) -> None:
    assert growth(task, DEEP[name], 45) < AT_MOST


@pytest.mark.parametrize("piece", ["[s]\na: 1\nb: 1\n", "[s]\nb: 1\na: 1\na: 1\n", "[s.a]\nb: 1\n"])
def test_a_removal_grows_with_the_text(piece: str) -> None:
    assert growth(lambda text: parse(text).without(("s", "a")), each(piece), 60) < AT_MOST


def test_includes_grow_with_their_number(tmp_path: Path) -> None:
    def files(size: int) -> Path:
        for number in range(size):
            (tmp_path / f"{number}.tusk").write_text(each("a{n}: yes\n")(5).replace("a1", f"a{number}_"))
        main = tmp_path / f"main{size}.tusk"
        main.write_text("".join(f'@include "{number}.tusk"\n' for number in range(size)))
        return main

    small, large = files(40), files(80)
    assert steps(lambda: load(large)) / steps(lambda: load(small)) < AT_MOST


def test_a_word_is_compared_with_few_of_many() -> None:
    def known(size: int) -> list[str]:
        return [f"name_{number}" for number in range(size)]

    few, many = known(2_000), known(20_000)
    assert steps(lambda: suggest("nmae_1234", many)) < 2 * steps(lambda: suggest("nmae_1234", few))
    assert suggest("nmae_1234", few) == "name_1234"
    assert suggest("name_1234x", few) == "name_1234"
