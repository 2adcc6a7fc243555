"""A database goes from one spec's tables to the next one's and back, and keeps its rows."""

from pathlib import Path

from tests.evolution import kinds
from tests.evolution.lives import Life
from tests.evolution.living import live


def test_every_kind_of_change_on_sqlite(tmp_path: Path) -> None:
    life = Life(tmp_path)
    before = life.step(kinds.BEFORE)
    after = life.step(kinds.AFTER, kinds.WORDS, kinds.PLURALS)
    live(before, after, f"sqlite:///{tmp_path}/a.db", kinds.FATE, scratch=f"sqlite:///{tmp_path}/b.db")
