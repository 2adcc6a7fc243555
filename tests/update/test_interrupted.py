"""Two commands at once, and commands that are killed in the middle: real processes."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.attacks.ground import picture
from tests.project.states import litter, require_agreement
from tests.update import small
from tests.update.processes import start
from tests.update.workshop import Workshop, everything, index, spec_text

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
    pytest.mark.usefixtures("ordinary_signals"),
]
MAIN = "src/thing_service/main.py"


@pytest.fixture
def project(shop: Workshop) -> Path:
    """A project in git, with an edit that is committed, and a newer release to come that conflicts with it."""
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("git", spec_text())
    text = (project / MAIN).read_text()
    (project / MAIN).write_text(text.replace('print("bye")', 'print("farewell")'))
    shop.commit()
    shop.release(small.second(shop.folder / "pack2"))
    return project


def test_two_at_once(shop: Workshop, project: Path) -> None:
    before = everything(project)
    with start(shop.folder / "pack2", "write_whole", 1, "update", wait=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
        for command in (["update"], ["add", "extra"], ["repair"], ["update", "--undo"], ["update", "--continue"]):
            result = shop.scaffold(*command)
            assert result.code == 1
            assert f"another command is changing this project (pid {other.pid}: scaffold update, since " in result.err
            assert "wait until it has ended" in result.err
        assert everything(project).keys() >= before.keys()
        other.communicate("")
        assert other.returncode == 3
    assert shop.scaffold("status").code == 3
    assert shop.scaffold("update", "--undo").code == 0
    assert everything(project) == before


def test_one_that_died_holds_nothing(shop: Workshop, project: Path) -> None:
    with start(shop.folder / "pack2", "write_whole", 1, "update", wait=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
        other.send_signal(signal.SIGKILL)
    assert shop.scaffold("update").code == 3


@pytest.mark.parametrize(
    ("call", "turn", "command"),
    [
        ("write_all", 1, ["update", "--undo"]),
        ("write_whole", 1, ["repair"]),
        ("move", 1, ["restore", "README.md"]),
        ("move", 3, ["update", "--undo"]),
        ("move", 6, ["repair"]),
        ("drop_tree", 2, ["update", "--continue"]),
        ("drop_file", 3, ["repair"]),
    ],
)
def test_killed(shop: Workshop, project: Path, call: str, turn: int, command: list[str]) -> None:
    """Whatever command that writes comes next ends it: the project is as before, or as after the update."""
    before, entries = everything(project), index(project)
    with start(shop.folder / "pack2", call, turn, "update") as other:
        other.communicate()
        assert other.returncode == -signal.SIGKILL
    begun = (project / ".scaffold/journal.json").exists()
    result = shop.scaffold(*command)
    assert "internal error" not in result.err
    assert "Traceback" not in result.err
    assert begun == ("a scaffold update that was interrupted was finished" in result.err)
    assert litter(project) == []
    require_agreement(project)
    if everything(project) != before:
        assert command[-1] != "--undo"
        assert index(project) != entries, "git knows of the conflict"
        assert "<<<<<<< yours" in (project / MAIN).read_text()
        assert shop.scaffold("status").code == 3
        assert shop.scaffold("update", "--undo").code == 0
    assert (everything(project), index(project)) == (before, entries)
    assert shop.scaffold("update").code == 3


@pytest.mark.parametrize(("call", "turn"), [("write_all", 1), ("move", 1), ("move", 6), ("drop_file", 1)])
@pytest.mark.parametrize("command", [["status"], ["diff"], ["update", "--check"], ["add", "extra", "--dry-run"]])
def test_a_look_at_a_killed_update(shop: Workshop, project: Path, call: str, turn: int, command: list[str]) -> None:
    """It changes nothing at all, and says what ends the update, if one was begun."""
    with start(shop.folder / "pack2", call, turn, "update") as other:
        other.communicate()
        assert other.returncode == -signal.SIGKILL
    before = picture(project)
    result = shop.scaffold(*command)
    if (project / ".scaffold/journal.json").exists():
        assert result.code == 1
        assert "holds a scaffold update that was interrupted" in result.err
        assert "run: scaffold repair; it ends it" in result.err
    else:
        assert result.code in {0, 3, 4}
    assert picture(project) == before
    assert shop.scaffold("repair").code == 0
    assert litter(project) == []
    assert shop.scaffold("status").code in {3, 4}


@pytest.mark.parametrize(("call", "turn"), [("write_whole", 2), ("move", 2), ("move", 5)])
def test_an_undo_that_is_killed(shop: Workshop, project: Path, call: str, turn: int) -> None:
    before, entries = everything(project), index(project)
    assert shop.scaffold("update").code == 3
    after = everything(project)
    with start(shop.folder / "pack2", call, turn, "update", "--undo") as other:
        other.communicate()
        assert other.returncode == -signal.SIGKILL
    begun = (project / ".scaffold/journal.json").exists()
    assert shop.scaffold("status").code == (1 if begun else 3)
    ended = shop.scaffold("repair")
    assert ended.code == 0
    assert begun == ("a scaffold undo that was interrupted was finished" in ended.err)
    if everything(project) == after:
        assert shop.scaffold("update", "--undo").code == 0
    assert everything(project) == before
    assert index(project) == entries


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_stopped_by_a_signal(shop: Workshop, project: Path, name: str) -> None:
    before, entries = everything(project), index(project)
    with start(shop.folder / "pack2", "move", 3, "update", wait=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
        os.kill(other.pid, getattr(signal, name))
        _, said = other.communicate()
        assert "Traceback" not in said
        assert other.returncode == 128 + getattr(signal, name)
    assert litter(project) == []
    assert (everything(project), index(project)) == (before, entries)
