"""The language of `when`."""

import pytest

from scaffold.catalog.expression import ExpressionError, evaluate, names

VALUES = {
    "a": {"on": True, "off": False, "n": 3, "word": "redis", "words": ["x", "y"], "none": None, "m": {"deep": 1}},
    "empty": {},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.on", True),
        ("a.off", False),
        ("not a.off", True),
        ("a.on and a.off", False),
        ("a.on or a.off", True),
        ("a.off or a.n == 3 and a.on", True),
        ('a.word == "redis"', True),
        ('a.word != "redis"', False),
        ('a.word in ["redis", "kafka"]', True),
        ('a.word not in ("redis",)', False),
        ('"x" in a.words', True),
        ("a.n > 2", True),
        ("1 < a.n <= 3", True),
        ("a.n < 3", False),
        ("a.none == None", True),
        ("a.none.deeper", False),
        ("a.m.deep >= 1", True),
        ("True", True),
        ("a", True),
        ("not empty and a.on", True),
    ],
)
def test_evaluates(text: str, *, expected: bool) -> None:
    assert evaluate(text, VALUES) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.on and",
        "__import__('os')",
        "a.on()",
        "a['on']",
        "lambda: 1",
        "[x for x in a.words]",
        "a.n + 1",
        "a.on if a.off else a.on",
        "f'{a.on}'",
        "(a := 1)",
        "b'x'",
        "a.on is True",
        "a.on; a.off",
        "'x'.upper",
        "a\0.on",
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, VALUES)


@pytest.mark.parametrize("text", ["a.missing", "b", "b.on", "a.on.deeper", 'a.n < "x"', "a.n in a.m.deep"])
def test_cannot_compute(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, VALUES)


def test_gives_the_names_it_reads_once() -> None:
    text = 'a.on and (b.c == "x" or a.on) and d.e.f in ["q"]'
    assert names(text) == (("a", "on"), ("b", "c"), ("d", "e", "f"))
