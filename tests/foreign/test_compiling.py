"""Strings that are compiled once are rendered as if they were compiled each time."""

import jinja2
import pytest
from copier._jinja_ext import YieldExtension, get_yield_context
from jinja2.ext import Extension

from scaffold.foreign.compiling import compile_once


class _Counting(Extension):
    """Counts how often a text is shown to it."""

    seen = 0

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        _Counting.seen += 1
        return source


def test_a_text_is_compiled_once_and_rendered_each_time() -> None:
    environment = jinja2.Environment(extensions=[_Counting], autoescape=False)  # noqa: S701  no HTML
    compile_once(environment)
    first = environment.from_string("{{ a }}{{ b }}")
    environment.globals["b"] = "!"
    second = environment.from_string("{{ a }}{{ b }}")
    assert first is second
    assert [each.render(a=a) for each, a in ((first, 1), (second, 2))] == ["1!", "2!"]
    assert _Counting.seen == 2


def test_other_ways_to_compile_are_left_alone() -> None:
    environment = jinja2.Environment(autoescape=False)  # noqa: S701
    compile_once(environment)
    assert environment.from_string("{{ a }}", {"a": 1}).render() == "1"
    assert environment.from_string("{{ a }}", {"a": 2}).render() == "2"
    with pytest.raises(jinja2.TemplateSyntaxError):
        environment.from_string("{{")


def test_a_yield_of_copier_ends_with_the_next_text() -> None:
    environment = jinja2.Environment(extensions=[YieldExtension], autoescape=False)  # noqa: S701
    compile_once(environment)
    looping = "{% yield one from many %}{{ one }}{% endyield %}"
    for _ in range(2):
        environment.from_string("plain").render()
        assert get_yield_context(environment).yield_name is None
        environment.from_string(looping).render(many=[1, 2])
        assert get_yield_context(environment).yield_name == "one"
