"""The key that records are sealed with: one for a user, whoever makes it first."""

import os
import sys
from pathlib import Path

import pytest

from scaffold.project import seal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCAFFOLD_STATE_DIR", str(tmp_path))
    monkeypatch.setattr(seal, "_keys", {})
    return tmp_path


def another_run(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Seal a record as a process that knows no key yet."""
    monkeypatch.setattr(seal, "_keys", {})
    return seal.sealed("place", b"record")


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_runs_that_make_the_first_key_at_once_agree_on_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    records: list[bytes] = []
    is_of_another = seal._is_of_another

    def slow(path: Path) -> bool:
        """Look, and then let another run make a key before this one does."""
        answer = is_of_another(path)
        if not records:
            records.append(b"")
            records[0] = another_run(monkeypatch)
        return answer

    monkeypatch.setattr(seal, "_is_of_another", slow)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    records.append(another_run(monkeypatch))
    assert records[0] == records[1]
    monkeypatch.setattr(seal, "_keys", {})
    assert seal.opened("place", records[0]) == b"record"
    assert [path.name for path in folder.iterdir()] == ["seal.key"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
@pytest.mark.parametrize(("content", "mode"), [(b"short", 0o600), (b"k" * 32, 0o644)])
def test_a_key_that_is_none_or_that_others_know_is_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, mode: int
) -> None:
    key = folder / "seal.key"
    key.write_bytes(content)
    key.chmod(mode)
    record = another_run(monkeypatch)
    assert key.read_bytes() != content
    assert key.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(seal, "_keys", {})
    assert seal.opened("place", record) == b"record"


def refuse(self: Path, target: Path) -> None:
    """Make no link, as on file systems that have none."""
    raise OSError(os.strerror(1))
