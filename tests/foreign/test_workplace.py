"""The temporary folders of runs that render: those that were left go, those in use stay."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from scaffold.foreign.workplace import workplace
from scaffold.project import locking

HOUR = 3600


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def folder(place: Path, *, age: float) -> Path:
    made = place / f"scaffold-pack-{age}"
    made.mkdir()
    (made / "file").touch()
    os.utime(made, (time.time() - age, time.time() - age))
    return made


def test_a_folder_that_a_run_left_is_removed(place: Path) -> None:
    left = folder(place, age=HOUR)
    with workplace() as work:
        assert work.parent == place
        assert not left.exists()
    assert list(place.iterdir()) == []


def test_a_folder_that_another_run_has_just_made_stays(place: Path) -> None:
    made = folder(place, age=1)
    with workplace():
        assert made.exists()


def test_a_folder_in_which_another_run_works_stays(place: Path) -> None:
    made = folder(place, age=HOUR)
    with locking.held(made), workplace():
        assert made.exists()
