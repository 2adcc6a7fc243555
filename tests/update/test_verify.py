"""A command on the merged tree, in a copy."""

from pathlib import Path

import pytest

from scaffold.project.model import LINK, NewFile
from scaffold.update.errors import UpdateError
from scaffold.update.verify import verify

TEST = "import value\n\n\ndef test() -> None:\n    assert value.NUMBER == 2\n"
COMMAND = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "src" / "value.py").write_text("NUMBER = 1\n")
    (tmp_path / "src" / "old.py").write_text("")
    (tmp_path / "tests" / "test_value.py").write_text(TEST)
    return tmp_path


FILES = ("src/value.py", "src/old.py", "tests/test_value.py")


def listing(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.rglob("*") if path.is_file()}


def test_the_merged_tree_is_tested_and_the_project_stays(project: Path) -> None:
    before = listing(project)
    assert not verify(project, FILES, {}, COMMAND).passed
    done = verify(project, FILES, {"src/value.py": NewFile(b"NUMBER = 2\n", 0o644), "src/old.py": None}, COMMAND)
    assert done.passed, done.output
    assert "1 passed" in done.output
    assert listing(project) == before


def test_the_copy_is_imported_although_the_project_is_on_the_path(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(project / "src"))
    assert verify(project, FILES, {"src/value.py": NewFile(b"NUMBER = 2\n", 0o644)}, COMMAND).passed


def test_tests_that_cannot_run_have_not_failed(project: Path) -> None:
    with pytest.raises(UpdateError, match=r"cannot verify: .*python.* has no pytest_of_nobody") as caught:
        verify(project, FILES, {}, ("python", "-m", "pytest_of_nobody", "-q"))
    assert "install what the project's tests need" in caught.value.to_text()


@pytest.mark.parametrize("order", [1, -1])
def test_a_folder_becomes_a_file_and_a_file_a_folder(project: Path, order: int) -> None:
    (project / "tests" / "data").write_text("")
    (project / "src" / "deep" / "er").mkdir(parents=True)
    (project / "src" / "deep" / "er" / "x").write_text("")
    changes = {
        "src/deep": NewFile(b"now a file", 0o644),
        "src/deep/er/x": None,
        "tests/data": None,
        "tests/data/x": NewFile(b"", 0o644),
    }
    ordered = dict(list(changes.items())[::order])
    command = ("python", "-c", "print(open('src/deep').read()); open('tests/data/x')")
    done = verify(project, (*FILES, "tests/data", "src/deep/er/x"), ordered, command)
    assert (done.passed, done.output) == (True, "now a file\n")


def test_a_link_is_replaced_and_not_followed(project: Path) -> None:
    (project / "src" / "link").symlink_to("value.py")
    changes = {"src/link": NewFile(b"old.py", LINK), "src/new": NewFile(b"link", LINK)}
    command = ("python", "-c", "import os; print(os.readlink('src/link'), os.readlink('src/new'))")
    before = (project / "src" / "value.py").read_bytes()
    done = verify(project, (*FILES, "src/link"), changes, command)
    assert (done.passed, done.output) == (True, "old.py link\n")
    assert ((project / "src" / "value.py").read_bytes(), str((project / "src" / "link").readlink())) == (
        before,
        "value.py",
    )


def test_the_projects_own_python_comes_first(project: Path) -> None:
    own = project / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\necho its own\nexit 3\n")
    own.chmod(0o755)
    done = verify(project, FILES, {}, COMMAND)
    assert not done.passed
    assert done.output == "its own\n"


def test_a_command_that_does_not_start_is_told(project: Path) -> None:
    with pytest.raises(UpdateError, match="no-such-program does not start"):
        verify(project, FILES, {}, ("no-such-program",))
