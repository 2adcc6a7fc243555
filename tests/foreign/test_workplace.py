"""The temporary folders of runs that render: those left go, those in use stay, and no process outlives its command."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from scaffold.foreign.workplace import workplace
from scaffold.project import locking
from tests.attacks.rows_templates import ENDLESS
from tests.confined.test_running import eventually
from tests.foreign.conftest import write

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals and locks"),
    pytest.mark.usefixtures("ordinary_signals"),
]

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


def test_a_read_only_folder_that_a_run_left_is_removed(place: Path) -> None:
    left = folder(place, age=HOUR)
    (left / "template").mkdir()
    (left / "template/a").touch()
    (left / "template").chmod(0o500)
    os.utime(left, (time.time() - HOUR, time.time() - HOUR))
    with workplace():
        assert not left.exists()


def test_what_only_has_the_name_stays(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    mine = tmp_path_factory.mktemp("mine")
    (mine / "precious").touch()
    os.utime(mine, (time.time() - HOUR, time.time() - HOUR))
    (place / "scaffold-pack-link").symlink_to(mine)
    (place / "scaffold-pack-file").touch()
    os.utime(place / "scaffold-pack-file", (0, 0))
    with workplace():
        assert len(list(place.iterdir())) == 3
    assert (mine / "precious").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_stays(place: Path) -> None:
    other = folder(place, age=HOUR)
    os.chown(other, 54321, -1)
    with workplace():
        assert other.is_dir()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT"])
def test_nothing_is_left_of_a_command_that_is_ended(place: Path, name: str) -> None:
    write(place / "pack", {"copier.yml": "x: 1\n", "a.txt.jinja": ENDLESS})
    command = (sys.executable, "-m", "scaffold", "new", "thing", "--pack", "pack", "--no-input")
    environment = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, cwd=place, env=environment, stderr=subprocess.DEVNULL) as process:
        eventually(lambda: bool(list(place.glob("scaffold-pack-*/project/thing"))))
        (work,) = place.glob("scaffold-pack-*")
        process.send_signal(getattr(signal, name))
        process.wait(10)
    eventually(lambda: not work.exists())
    eventually(lambda: not _works_in(work))


def _works_in(folder: Path) -> bool:
    """Say whether a process has a folder as its own."""
    places = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            places.append(str(link.readlink()))
        except OSError:
            continue
    return any(place.startswith(str(folder)) for place in places)
