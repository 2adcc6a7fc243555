"""Every row of the table, tried."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.attacks.ground import Ground
from tests.attacks.table import Attack, attempt, tries
from tests.cli.conftest import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes")

ROWS: tuple[Attack, ...] = tuple(
    row
    for path in sorted(Path(__file__).parent.glob("rows_*.py"))
    for row in import_module(f"tests.attacks.{path.stem}").ROWS
)


@pytest.mark.parametrize(
    ("row", "typed"),
    [pytest.param(row, typed, id=f"{row.what}-{typed}".replace(" ", "_")) for row in ROWS for typed in tries(row)],
)
def test_an_attack(row: Attack, typed: str, ground: Ground, scaffold: Run) -> None:
    attempt(row, typed, ground, scaffold)


def test_the_table_is_whole() -> None:
    """Each attack has a name of its own."""
    assert len({row.what for row in ROWS}) == len(ROWS)
