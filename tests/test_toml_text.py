"""TOML within bounds: what would take all memory is refused before it is read."""

from typing import Any

import pytest

from scaffold.toml_text import MOST_PARTS, loads

LONG = ".".join("a" * 20_000)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        f"[{LONG}]",
        f"[[{LONG}]]",
        f"x = {{ y = 1, {LONG} = 1 }}",
        f"x = 'a' # one\n  {LONG} = 1",
        LONG.replace(".", " .\t") + " = 1",
        LONG.replace("a", '"a.\\""') + " = 1",
        LONG.replace("a", "'a.\"'") + " = 1",
        LONG.replace("a", '"\u2028\'"') + " = 1",
    ],
)
def test_a_key_of_many_parts_is_refused(text: str) -> None:
    with pytest.raises(RecursionError, match="a key has more than 64 parts"):
        loads(text)


@pytest.mark.parametrize("quote", ['"', "'", '"""', "'''"])
def test_a_value_may_have_as_many_dots_as_it_likes(quote: str) -> None:
    assert loads(f"x = {quote}{LONG}{quote}\n[y.z]\n") == {"x": LONG, "y": {"z": {}}}


def test_a_key_may_have_many_parts() -> None:
    found: Any = loads(".".join("a" * MOST_PARTS) + " = 1")
    for _ in range(MOST_PARTS):
        found = found["a"]
    assert found == 1


@pytest.mark.parametrize("text", ['"a.b' + '\\"' * 200_000, "a" + " " * 400_000 + ".", "a.." * 200_000, ". " * 200_000])
def test_what_is_no_toml_takes_no_long_time(text: str) -> None:
    """Each of these would take hours in a time that grows with the square of the length."""
    with pytest.raises(ValueError, match="at "):
        loads(text)
