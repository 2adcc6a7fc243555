"""A process of its own for work: its limits, and its end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scaffold.confined.limits import LimitError, Limits
from scaffold.confined.starting import run

pytestmark = pytest.mark.usefixtures("ordinary_signals")

MODULE = "tests.confined.work"
Start = Callable[[str], tuple[subprocess.Popen[bytes], list[int]]]
SMALL = Limits(memory=256 << 20, seconds=1, output=1 << 20)


def prepared(folder: Path, what: str) -> Path:
    work = folder / "work"
    work.mkdir()
    (work / "what").write_text(what)
    return work


def test_what_it_prints_comes_back() -> None:
    done = run(MODULE, given=b"echo", limits=SMALL)
    assert (done.code, done.output) == (0, b"said\n")


def test_an_error_in_it_is_its_own() -> None:
    done = run(MODULE, given=b"fail")
    assert done.code == 1
    assert done.output.endswith(b"ValueError: wrong\n")


@pytest.mark.parametrize(
    ("what", "resource"), [("spin", "time"), ("grow", "memory"), ("spend", "output"), ("crash", "memory")]
)
def test_it_ends_at_each_limit(what: str, resource: str) -> None:
    with pytest.raises(LimitError) as caught:
        run(MODULE, given=what.encode(), limits=SMALL)
    assert (caught.value.resource, caught.value.where) == (resource, f"doing {what}")


def test_it_ends_when_the_clock_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold.confined.starting.PATIENCE", 0.5)
    with pytest.raises(LimitError, match="1 s of processor time"):
        run(MODULE, given=b"wait", limits=SMALL)


def test_no_file_is_larger_than_the_limit(tmp_path: Path) -> None:
    work = prepared(tmp_path, "write")
    assert run(MODULE, work, limits=SMALL).output == b"File too large\n"
    assert (work / "big").stat().st_size <= SMALL.output


def test_without_limits_there_are_none() -> None:
    assert run(MODULE, given=b"spend").code == 0


START = f"from pathlib import Path\nfrom scaffold.confined.starting import run\nrun({MODULE!r}, Path('work'))\n"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a process that has work done in the folder `work`; returns it, and the processes of the work."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(what: str) -> tuple[subprocess.Popen[bytes], list[int]]:
        prepared(tmp_path, what)
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        started.append(
            subprocess.Popen([sys.executable, "-c", START], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
        )
        pids = tmp_path / "pids"
        eventually(lambda: pids.exists() and pids.read_text().endswith("."))
        return started[0], [int(pid) for pid in pids.read_text()[:-1].split()]

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("work", ["start_another", "hold"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT"])
def test_it_ends_with_who_started_it(tmp_path: Path, start: Start, name: str, work: str) -> None:
    starter, pids = start(work)
    starter.send_signal(getattr(signal, name))
    starter.wait(10)
    eventually(lambda: not any(is_alive(pid) for pid in pids))
    eventually(lambda: not (tmp_path / "work").exists())


def test_it_ends_where_its_guard_is_killed(start: Start) -> None:
    _, (worker, guard) = start("hold")
    os.kill(guard, signal.SIGKILL)
    eventually(lambda: not is_alive(worker))


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and that nobody asked for its code does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
