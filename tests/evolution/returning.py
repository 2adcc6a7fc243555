"""Rows that a downgrade has no place for: it says in its docstring what becomes of them, or stops with a sentence."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from tests.evolution.lives import Code, Life
from tests.evolution.living import assert_rows
from tests.evolution.rows import identifier, row

_LIMIT = "Fails where rows break a new limit of"
_NUMBER = "Numbers are rounded, halves away from zero, and become the nearest that fits"
_TEXT = "Texts are cut where they are too long"
_OTHER = "Values that there are no more get another"
_EMPTY = "Rows without a value get a default"


class Case(NamedTuple):
    """A field before and after; values stored after, and what they become before, or the rule that the first breaks.

    `says` is how the docstring's sentence about the field begins; None where nothing happens to any value.
    """

    before: str
    after: str
    values: Sequence[Any]
    becomes: Sequence[Any] | str
    says: str | None


CASES: Mapping[str, Case] = {
    "a lower greatest": Case("int, max=9", "int, max=99", (50, 5), "field must be at most 9", _LIMIT),
    "a greater least": Case("decimal(5, 2), min=1", "decimal(5, 2)", (Decimal(0),), "field must be at least 1", _LIMIT),
    "a longer text": Case(
        "string(9), min=3", "string(9), min=1", ("ab", "abc"), "field must have at least 3 characters", _LIMIT
    ),
    "unique": Case("string(9), unique", "string(9)", ("a", "b"), ("a", "b"), _LIMIT),
    "unique, and is not": Case("string(9), unique", "string(9)", ("a", "a"), "field must be unique", _LIMIT),
    "unique, once cut": Case(
        "string(3), unique", "string(9), unique", ("abcd", "abce"), "field must be unique", _LIMIT
    ),
    "a value": Case("string(9), min=2", "string(9), min=2, optional", (None, "xy"), ("--", "xy"), _EMPTY),
    "a value of its own": Case(
        "int, unique", "int, unique, optional", (None, 1), "field must have a value", "Fails where a row has no value"
    ),
    "a row": Case(
        "ref(other)", "ref(other), optional", (None,), "field must have a value", "Fails where a row has no value"
    ),
    "cut": Case("string(3)", "string(9)", ("abcdef", "ab"), ("abc", "ab"), _TEXT),
    "cut from a text": Case("string(3)", "text", ("abcdef",), ("abc",), _TEXT),
    "four bytes": Case("int", "bigint", (2**40, -1), (2**31 - 1, -1), _NUMBER),
    "a range": Case("int, max=9", "bigint", (2**40, 10), (9, 9), _NUMBER),
    "fewer digits": Case(
        "decimal(5, 2)",
        "decimal(8, 4)",
        (Decimal("1.2350"), Decimal("9999.5000")),
        (Decimal("1.24"), Decimal("999.99")),
        _NUMBER,
    ),
    "a whole number": Case("int", "decimal(12, 2)", (Decimal("2.50"), Decimal("-0.49")), (3, 0), _NUMBER),
    "a number from a text": Case("int", "string(20)", ("7", "x"), (7, 0), _OTHER),
    "a number of its own": Case(
        "int, unique", "string(20), unique", ("x", "1"), "field must be a whole number that fits", _LIMIT
    ),
    "a choice": Case("enum(a, b)", "enum(a, b, c)", ("c", "b"), ("a", "b"), _OTHER),
    "a choice from a text": Case("enum(a, b)", "string(9)", ("c", "b"), ("a", "b"), _OTHER),
    "a day": Case(
        "date",
        "timestamp",
        (dt.datetime(2026, 5, 6, 23, tzinfo=dt.UTC),),
        (dt.date(2026, 5, 6),),
        "Moments are cut to their day in UTC",
    ),
    "a list": Case("list(int)", "json", ({"a": 1}, [1]), "field must be a list", _LIMIT),
    "longer items": Case("list(string(2))", "list(string(9))", (["abc"],), (["abc"],), None),
}


def go_back(folder: Path, url: str, *, life: Life | None = None) -> None:
    """Store values after an upgrade that asks nothing, and go back: each is stopped, or becomes what is said."""
    names = {f"case_{place}": case for place, case in enumerate(CASES.values())}
    other = {"other": {"name": "string(9)"}}
    life = life or Life(folder)
    before = life.step({**other, **{name: {"field": case.before} for name, case in names.items()}})
    after = life.step({**other, **{name: {"field": case.after} for name, case in names.items()}})
    rows = {f"{name}s": _rows(case, case.values) for name, case in names.items()}
    before.run(url, ("migrate", "head", "up"))
    _, _, stands = after.run(url, ("migrate", "head", "up"), ("insert", rows), ("stands",))
    refused, still = after.run(url, ("refused", before.revision, "down"), ("stands",))
    assert len(refused) == 1
    assert still == stands
    (reasons,) = after.run(url, ("refused_until_removed", before.revision, "down"))
    stopped = {name: case.becomes for name, case in names.items() if isinstance(case.becomes, str)}
    assert {
        (reason.partition(": ")[0], reason.partition(" rule that ")[2].partition(" (")[0]) for reason in reasons
    } == {(f"{name}s", rule) for name, rule in stopped.items()}
    assert all(str(identifier(1)) in reason for reason in reasons)
    (left,) = before.run(url, ("rows",))
    assert_rows(left, {f"{name}s": _rows(case, case.becomes) for name, case in names.items() if name not in stopped})
    said = _sentences(after)
    for name, case in names.items():
        about = [each for each in said if f"{name}.field" in each.replace(",", " ").split()]
        assert any(each.startswith(case.says) for each in about) if case.says else not about, (name, case, about)


def _rows(case: Case, values: Sequence[Any]) -> list[dict[str, Any]]:
    column = "field_id" if case.before.startswith("ref(") else "field"
    return [row(number, **{column: value}) for number, value in enumerate(values, 1)]


def _sentences(code: Code) -> list[str]:
    """The sentences of the downgrade's docstring."""
    text = list(code.versions().values())[-1].partition("def downgrade")[2].split('"""')[1]
    return " ".join(f"{text} ".split()).removesuffix(".").split(". ")
