"""Limits that come to fields whose rows break them, each with the rows that do and those that do not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from tests.evolution.lives import Life, words
from tests.evolution.rows import identifier, row


class Case(NamedTuple):
    """A field before, where there was one, and after; the values of its rows, and the rule that some of them break.

    `broken` are their numbers, from 1, and `fixed` values that do not. Rows without one get `fill`.
    """

    before: str | None
    after: str
    values: Sequence[Any]
    rule: str
    broken: Sequence[int]
    fixed: Sequence[Any]
    drop: bool = False
    fill: str | None = None

    def fields(self, name: str, text: str | None) -> Mapping[str, str]:
        """The fields of its entity, which is called so."""
        return {"name": "string(9)", **({"field": text.format(own=name)} if text else {})}

    def rows(self, values: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows that have these values."""
        column = "field_id" if "ref(" in self.after else "field"
        values_of = ({column: value} if self.before else {} for value in values)
        return [row(number, name="n", **each) for number, each in enumerate(values_of, 1)]

    def sentence(self, name: str) -> str:
        """What stops the revision."""
        rows = "1 row breaks" if len(self.broken) == 1 else f"{len(self.broken)} rows break"
        ids = ", ".join(str(identifier(number)) for number in self.broken[:3])
        more = ", ..." if len(self.broken) > 3 else ""
        return f"{name}s: {rows} the rule that {self.rule.format(own=name)} (id {ids}{more})"


def _moment(day: int) -> dt.datetime:
    return dt.datetime(2026, 1, day, tzinfo=dt.UTC)


CASES: Mapping[str, Case] = {
    "least": Case("int", "int, min=0", (-1, 0, -5), "field must be at least 0", (1, 3), (0, 1, 2)),
    "greatest": Case(
        "int, min=0, max=99", "int, min=0, max=9", (1, 10, 99), "field must be at most 9", (2, 3), (1, 2, 9)
    ),
    "wider and less": Case("int, max=9", "bigint, max=5", (6, 7, 1), "field must be at most 5", (1, 2), (1, 2, 3)),
    "decimal": Case(
        "decimal(8, 2)",
        "decimal(8, 2), min=0.5",
        (Decimal("-3.00"), Decimal("0.49"), Decimal("0.50")),
        "field must be at least 0.5",
        (1, 2),
        (Decimal("0.50"), Decimal("1.00"), Decimal("2.00")),
    ),
    "date": Case(
        "date",
        "date, max=2026-01-02",
        (dt.date(2026, 1, 3), dt.date(2026, 1, 2), dt.date(2027, 1, 1)),
        "field must be at most 2026-01-02",
        (1, 3),
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2025, 1, 1)),
    ),
    "moment": Case(
        "timestamp",
        "timestamp, min=2026-01-02T00:00:00Z",
        (_moment(1), _moment(2), _moment(3)),
        "field must be at least 2026-01-02T00:00:00+00:00",
        (1,),
        (_moment(2), _moment(3), _moment(4)),
    ),
    "length": Case(
        "string(9)", "string(9), min=2", ("a", "", "abc"), "field must have at least 2 characters", (1, 2), ("ab",) * 3
    ),
    "shorter": Case(
        "text", "text, max=2", ("abc", "ab", "abcd"), "field must have at most 2 characters", (1, 3), ("ab",) * 3
    ),
    "unique": Case("string(9)", "string(9), unique", ("a", "b", "a"), "field must be unique", (1, 3), ("a", "b", "c")),
    "unique once cut": Case(
        "string(9), unique",
        "string(2), unique",
        ("abc", "abd", "x"),
        "field must be unique",
        (1, 2),
        ("a", "b", "c"),
        drop=True,
    ),
    "unique once rounded": Case(
        "decimal(5, 2), unique",
        "decimal(4, 1), unique",
        (Decimal("0.11"), Decimal("0.09"), Decimal("0.20")),
        "field must be unique",
        (1, 2),
        (Decimal("0.10"), Decimal("0.20"), Decimal("0.30")),
        drop=True,
    ),
    "a value": Case(
        "string(9), unique, optional",
        "string(9), unique",
        (None, None, "a"),
        "field must have a value",
        (1, 2),
        ("a", "b", "c"),
        fill="",
    ),
    "many": Case("int", "int, max=0", (1, 2, 3, 4), "field must be at most 0", (1, 2, 3, 4), (0, -1)),
    "unique once filled": Case(None, "int, unique", (None, None), "field must be unique", (1, 2), (None,), fill="5"),
    "unique with what is filled": Case(
        "int, unique, optional", "int, unique", (5, None, 6), "field must be unique", (1, 2), (None, 6), fill="5"
    ),
    "a row that is not there": Case(
        None, "ref(other)", (None,), "field must be the id of one of others", (1,), (), fill=str(identifier(99))
    ),
    "a row that is not there, for those without": Case(
        "ref(other), optional",
        "ref(other)",
        (None, None),
        "field must be the id of one of others",
        (1, 2),
        (),
        fill=str(identifier(99)),
    ),
    "a row of its own": Case(
        None,
        "ref({own}), optional",
        (None,),
        "field must be the id of one of {own}s",
        (1,),
        (),
        fill=str(identifier(99)),
    ),
}


def stop_and_go(folder: Path, url: str, *, scratch: str, life: Life | None = None) -> None:
    """See a revision stopped by the rows of one table after the other, with nothing changed, and pass when all fit."""
    names = {f"case_{place}": case for place, case in enumerate(CASES.values())}
    life = life or Life(folder)
    other = {"other": {"name": "string(9)"}}
    before = life.step({**other, **{name: case.fields(name, case.before) for name, case in names.items()}})
    said = words(
        drop=[f"{name}.field" for name, case in names.items() if case.drop],
        fill=[f"{name}.field={case.fill}" for name, case in names.items() if case.fill is not None],
    )
    after = life.step({**other, **{name: case.fields(name, case.after) for name, case in names.items()}}, said)
    wrong = {f"{name}s": case.rows(case.values) for name, case in names.items()}
    right = {f"{name}s": case.rows(case.fixed) for name, case in names.items() if case.fixed}
    _, _, stands = before.run(url, ("migrate", "head", "up"), ("insert", wrong), ("stands",))
    refused, still = after.run(url, ("refused",), ("stands",))
    assert len(refused) == 1
    assert still == stands
    (reasons,) = after.run(url, ("refused_until_removed",))
    assert sorted(reasons) == sorted(case.sentence(name) for name, case in names.items())
    after.run(url, ("migrate", before.revision, "down"))
    before.run(url, ("insert", right))
    _, stands, meant = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch))
    assert stands == meant
