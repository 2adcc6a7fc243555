"""Every type that becomes every other one: what asks nothing, and what becomes of values."""

from pathlib import Path

import pytest

from scaffold.evolution import WordNeededError, first_revision, next_revision
from tests.evolution import conversions
from tests.evolution.lives import spec_of
from tests.evolution.living import convert
from tests.generated.services import run_in


@pytest.mark.parametrize("before", conversions.TYPES)
def test_what_keeps_every_value_asks_nothing(before: str) -> None:
    asking = set()
    for after in conversions.TYPES:
        history = [first_revision(spec_of({"thing": {"field": before}}).entities)]
        try:
            next_revision(history, spec_of({"thing": {"field": f"{after}, optional"}}).entities)
        except WordNeededError:
            asking.add(after)
    assert asking == {after for after in conversions.TYPES if not conversions.keeps_all(before, after)}


def test_values_become_what_is_said_on_sqlite(tmp_path: Path) -> None:
    code = convert(tmp_path, f"sqlite:///{tmp_path}/a.db")
    for order in (("format", "--diff"), ("check",)):
        run_in(code.folder, "ruff", *order, "--no-cache", "src/life_service/migrations")
