"""One database through an upgrade, a downgrade and the upgrade again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.evolution import conversions
from tests.evolution.lives import Code, Life

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_STANDARD = {"id", "version", "created_at", "updated_at"}


class Fate(NamedTuple):
    """Rows by table: as they are stored, and what of them is expected after an upgrade, and after it was undone.

    Only the columns that are named count; others hold what each database makes for itself.
    """

    stored: Rows
    upgraded: Rows
    downgraded: Rows


def live(before: Code, after: Code, url: str, fate: Fate, *, scratch: str) -> None:
    """Store rows, go up, down and up; after each step the tables are those of the code, and the rows as expected.

    `scratch` is the URL of a database for the tables as the code means them; on PostgreSQL it may be the same one.
    """
    before.run(url, ("migrate", "head", "up"), ("insert", fate.stored))
    _, stands, meant, kept = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch), ("rows",))
    assert stands == meant
    assert_rows(kept, fate.upgraded)
    after.run(url, ("migrate", before.revision, "down"))
    stands, meant, left = before.run(url, ("stands",), ("meant", scratch), ("rows",))
    assert stands == meant
    assert_rows(left, fate.downgraded)
    _, stands, meant = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch))
    assert stands == meant


def assert_rows(found: Mapping[str, Sequence[Mapping[str, Any]]], expected: Rows) -> None:
    """Compare the columns that are named."""
    assert {table: len(found[table]) for table in expected} == {table: len(rows) for table, rows in expected.items()}
    wrong = [
        f"{table}.{name}: {row[name]!r}, not {value!r}"
        for table, rows in expected.items()
        for row, values in zip(found[table], rows, strict=True)
        for name, value in values.items()
        if name not in _STANDARD and row[name] != value
    ]
    assert not wrong, "\n".join(wrong)


def live_empty(before: Code, after: Code, url: str, rows: Rows, *, scratch: str) -> None:
    """Do the same, but go back without rows, for which a downgrade need not have values; every row stays going up."""
    before.run(url, ("migrate", "head", "up"), ("insert", rows))
    _, stands, meant, kept = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch), ("counts",))
    assert stands == meant
    assert {count for count in kept.values() if count} <= {len(each) for each in rows.values()}
    after.run(url, ("clear",), ("migrate", before.revision, "down"))
    stands, meant = before.run(url, ("stands",), ("meant", scratch))
    assert stands == meant
    _, stands, meant = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch))
    assert stands == meant


def convert(folder: Path, url: str, *, life: Life | None = None) -> Code:
    """Turn each type into each other one and back, with values at the edges of both; return the code that does it."""
    life = life or Life(folder)
    before, after = life.step(conversions.BEFORE), life.step(conversions.AFTER, conversions.said())
    old, new = (conversions.rows(of_after=each) for each in (False, True))
    before.run(url, ("migrate", "head", "up"), ("insert", old))
    up = conversions.converted(old, back=False)
    _, kept, _, _ = after.run(url, ("migrate", "head", "up"), ("rows",), ("clear",), ("insert", new))
    assert_rows(kept, up)
    after.run(url, ("migrate", before.revision, "down"))
    (left,) = before.run(url, ("rows",))
    assert_rows(left, conversions.converted(new, back=True))
    return after
