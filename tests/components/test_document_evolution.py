"""A MongoDB database goes from one spec's collections to the next one's and back, and keeps its documents."""

from pathlib import Path

import pytest

from tests.components.mongodb import new_database
from tests.evolution import breaking, conversions, kinds, returning
from tests.evolution.documents import DocumentLife
from tests.evolution.living import convert, live

pytestmark = pytest.mark.components


@pytest.fixture
def database(mongodb_server: str) -> str:
    return new_database(mongodb_server)


@pytest.fixture
def scratch(mongodb_server: str) -> str:
    return new_database(mongodb_server)


def test_every_kind_of_change(tmp_path: Path, database: str, scratch: str) -> None:
    life = DocumentLife(tmp_path)
    before = life.step(kinds.BEFORE)
    after = life.step(kinds.AFTER, kinds.WORDS, kinds.PLURALS)
    live(before, after, database, kinds.FATE, scratch=scratch)


MOST_DIGITS = 34
"""What a decimal of BSON has; longer ones stay what they are."""


def test_values_become_what_is_said(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {text: field for text, field in conversions.TYPES.items() if (field.precision or 0) <= MOST_DIGITS}
    names = {text: name for text, name in conversions._NAMES.items() if text in kept}
    for name, value in (("TYPES", kept), ("_NAMES", names)):
        monkeypatch.setattr(conversions, name, value)
    for name, of in (("BEFORE", 0), ("AFTER", 1)):
        models = {
            names[before]: {names[after]: f"{(before, after)[of]}, optional" for after in kept} for before in kept
        }
        monkeypatch.setattr(conversions, name, models)
    convert(tmp_path, database, life=DocumentLife(tmp_path))


def test_documents_that_break_a_new_limit_stop_a_revision(tmp_path: Path, database: str, scratch: str) -> None:
    breaking.stop_and_go(tmp_path, database, scratch=scratch, life=DocumentLife(tmp_path))


def test_a_downgrade_does_what_it_says_with_values_that_do_not_fit(tmp_path: Path, database: str) -> None:
    returning.go_back(tmp_path, database, life=DocumentLife(tmp_path))
