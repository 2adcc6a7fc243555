"""A real PostgreSQL database goes from one spec's tables to the next one's and back, and keeps its rows."""

import random
from pathlib import Path

import pytest

from tests.evolution import breaking, inventing, kinds, returning
from tests.evolution.lives import Life, spec_of
from tests.evolution.living import convert, live, live_empty

pytestmark = pytest.mark.components


def test_every_kind_of_change(tmp_path: Path, database: str) -> None:
    life = Life(tmp_path)
    before = life.step(kinds.BEFORE)
    after = life.step(kinds.AFTER, kinds.WORDS, kinds.PLURALS)
    live(before, after, database, kinds.FATE, scratch=database)


def test_values_become_what_is_said(tmp_path: Path, database: str) -> None:
    convert(tmp_path, database)


def test_rows_that_break_a_new_limit_stop_a_revision(tmp_path: Path, database: str) -> None:
    breaking.stop_and_go(tmp_path, database, scratch=database)


def test_a_downgrade_does_what_it_says_with_values_that_do_not_fit(tmp_path: Path, database: str) -> None:
    returning.go_back(tmp_path, database)


@pytest.mark.parametrize("seed", [3, 9])
def test_changes_by_chance(tmp_path: Path, database: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  to be the same each time
    life = Life(tmp_path)
    models = inventing.models(chance, 8)
    before = life.step(models)
    after = life.step(*inventing.agreed(chance, life.history, inventing.changed(chance, models)))
    live_empty(before, after, database, inventing.rows(spec_of(models).entities), scratch=database)
