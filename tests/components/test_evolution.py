"""A real PostgreSQL database goes from one spec's tables to the next one's and back, and keeps its rows."""

from pathlib import Path

import pytest

from tests.evolution import kinds
from tests.evolution.lives import Life
from tests.evolution.living import live

pytestmark = pytest.mark.components


def test_every_kind_of_change(tmp_path: Path, database: str) -> None:
    life = Life(tmp_path)
    before = life.step(kinds.BEFORE)
    after = life.step(kinds.AFTER, kinds.WORDS, kinds.PLURALS)
    live(before, after, database, kinds.FATE, scratch=database)
