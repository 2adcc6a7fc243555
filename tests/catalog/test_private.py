"""Which folders and files are believed to be this user's alone."""

import os
from pathlib import Path

import pytest

from scaffold.catalog.private import private_folder, read_own

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes")


def test_a_folder_of_the_user_is_taken_as_it_is(tmp_path: Path) -> None:
    assert private_folder(tmp_path) == (tmp_path, None)
    assert private_folder(tmp_path / "not" / "there") == (tmp_path / "not" / "there", None)


@pytest.mark.parametrize("below", ["", "cache", "cache/below"])
def test_a_folder_that_others_can_write_is_not_taken_nor_one_below(tmp_path: Path, below: str) -> None:
    tmp_path.chmod(0o777)
    (tmp_path / "cache").mkdir(mode=0o700)
    assert private_folder(tmp_path / below) == (None, f"others can write to {tmp_path}")


def test_where_all_may_write_and_keep_what_is_theirs_it_is_a_folder_inside(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    found, fault = private_folder(tmp_path)
    assert fault is None
    assert found == tmp_path / f"scaffold-{os.geteuid()}"
    assert found.stat().st_mode & 0o777 == 0o700
    found.chmod(0o777)
    assert private_folder(tmp_path) == (None, f"others can write to {found}")


def test_a_link_in_the_place_of_the_folder_inside_is_followed_and_looked_at(tmp_path: Path) -> None:
    shared, others = tmp_path / "shared", tmp_path / "others"
    shared.mkdir()
    shared.chmod(0o1777)
    others.mkdir()
    others.chmod(0o777)
    (shared / f"scaffold-{os.geteuid()}").symlink_to(others)
    assert private_folder(shared) == (None, f"others can write to {others}")


def test_a_link_to_the_folder_counts_as_both(tmp_path: Path) -> None:
    open_, closed = tmp_path / "open", tmp_path / "closed"
    for folder, mode in ((open_, 0o777), (closed, 0o700)):
        folder.mkdir()
        folder.chmod(mode)
    (open_ / "link").symlink_to(closed)
    assert private_folder(open_ / "link") == (None, f"others can write to {open_}")
    (closed / "link").symlink_to(open_)
    assert private_folder(closed / "link") == (None, f"others can write to {open_}")
    (tmp_path / "link").symlink_to(closed)
    assert private_folder(tmp_path / "link") == (tmp_path / "link", None)


def test_what_another_user_has_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    if os.geteuid() == 0:  # whom all believe
        os.chown(tmp_path, 54320, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    found, fault = private_folder(tmp_path)
    assert found is None
    assert fault is not None
    assert fault.endswith("belongs to another user")
    with pytest.raises(PermissionError):
        read_own(tmp_path / "file")


@pytest.mark.parametrize("mode", [0o666, 0o602])
def test_a_file_that_others_can_write_is_not_read(tmp_path: Path, mode: int) -> None:
    (tmp_path / "file").write_text("x")
    assert read_own(tmp_path / "file") == b"x"
    (tmp_path / "file").chmod(mode)
    with pytest.raises(PermissionError):
        read_own(tmp_path / "file")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="it is no plain file"):
        read_own(tmp_path / "pipe")
