"""Limits that come to fields whose rows break them, each with the rows that do and those that do not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from tests.evolution.lives import Life, words
from tests.evolution.rows import row


class Case(NamedTuple):
    """A field before and after; the values of its rows, and the rule that so many of them break."""

    before: str
    after: str
    values: Sequence[Any]
    rule: str
    rows: int
    fixed: Sequence[Any]
    drop: bool = False


def _moment(day: int) -> dt.datetime:
    return dt.datetime(2026, 1, day, tzinfo=dt.UTC)


CASES: Mapping[str, Case] = {
    "least": Case("int", "int, min=0", (-1, 0, -5), "field must be at least 0", 2, (0, 1, 2)),
    "greatest": Case("int, min=0, max=99", "int, min=0, max=9", (1, 10, 99), "field must be at most 9", 2, (1, 2, 9)),
    "wider and less": Case("int, max=9", "bigint, max=5", (6, 7, 1), "field must be at most 5", 2, (1, 2, 3)),
    "decimal": Case(
        "decimal(8, 2)",
        "decimal(8, 2), min=0.5",
        (Decimal("-3.00"), Decimal("0.49"), Decimal("0.50")),
        "field must be at least 0.5",
        2,
        (Decimal("0.50"), Decimal("1.00"), Decimal("2.00")),
    ),
    "date": Case(
        "date",
        "date, max=2026-01-02",
        (dt.date(2026, 1, 3), dt.date(2026, 1, 2), dt.date(2027, 1, 1)),
        "field must be at most 2026-01-02",
        2,
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2025, 1, 1)),
    ),
    "moment": Case(
        "timestamp",
        "timestamp, min=2026-01-02T00:00:00Z",
        (_moment(1), _moment(2), _moment(3)),
        "field must be at least 2026-01-02T00:00:00+00:00",
        1,
        (_moment(2), _moment(3), _moment(4)),
    ),
    "length": Case(
        "string(9)", "string(9), min=2", ("a", "", "abc"), "field must have at least 2 characters", 2, ("ab",) * 3
    ),
    "shorter": Case(
        "text", "text, max=2", ("abc", "ab", "abcd"), "field must have at most 2 characters", 2, ("ab",) * 3
    ),
    "unique": Case("string(9)", "string(9), unique", ("a", "b", "a"), "field must be unique", 2, ("a", "b", "c")),
    "unique once cut": Case(
        "string(9), unique",
        "string(2), unique",
        ("abc", "abd", "x"),
        "field must be unique",
        2,
        ("a", "b", "c"),
        drop=True,
    ),
    "unique once rounded": Case(
        "decimal(5, 2), unique",
        "decimal(4, 1), unique",
        (Decimal("0.11"), Decimal("0.09"), Decimal("0.20")),
        "field must be unique",
        2,
        (Decimal("0.10"), Decimal("0.20"), Decimal("0.30")),
        drop=True,
    ),
    "a value": Case(
        "string(9), unique, optional",
        "string(9), unique",
        (None, None, "a"),
        "field must have a value",
        2,
        ("a", "b", "c"),
    ),
}


def stop_and_go(folder: Path, url: str, *, scratch: str) -> None:
    """See a revision stopped by the rows of one table after the other, with nothing changed, and pass when all fit."""
    names = {f"case_{place}": case for place, case in enumerate(CASES.values())}
    life = Life(folder)
    before = life.step({name: {"field": case.before} for name, case in names.items()})
    said = words(
        drop=[f"{name}.field" for name, case in names.items() if case.drop],
        fill=[f"{name}.field=" for name, case in names.items() if case.rule == "field must have a value"],
    )
    after = life.step({name: {"field": case.after} for name, case in names.items()}, said)
    wrong = {f"{name}s": _rows(case.values) for name, case in names.items()}
    right = {f"{name}s": _rows(case.fixed) for name, case in names.items()}
    _, _, stands = before.run(url, ("migrate", "head", "up"), ("insert", wrong), ("stands",))
    refused, still = after.run(url, ("refused",), ("stands",))
    assert len(refused) == 1
    assert still == stands
    (reasons,) = after.run(url, ("refused_until_removed",))
    assert sorted(reasons) == sorted(
        f"{name}s: {case.rows} {'row breaks' if case.rows == 1 else 'rows break'} the rule that {case.rule}"
        for name, case in names.items()
    )
    after.run(url, ("migrate", before.revision, "down"))
    before.run(url, ("insert", right))
    _, stands, meant = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch))
    assert stands == meant


def _rows(values: Sequence[Any]) -> list[dict[str, Any]]:
    return [row(number, field=value) for number, value in enumerate(values, 1)]
