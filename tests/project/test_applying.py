"""A change is made whole or not at all, and can be taken back exactly."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.project import ProjectError, disk
from scaffold.project.applying import apply, record
from scaffold.project.baseline import pack_baseline
from scaffold.project.lock import read_lock
from scaffold.project.model import LINK, Entry, NewFile, Pending, PendingConflict
from scaffold.project.pending import clear_pending, read_pending
from scaffold.project.recovering import recover
from scaffold.project.seal import sealed
from scaffold.project.undoing import undo
from tests.project.killing import MUTATING, is_write
from tests.project.states import Update, litter, lock_of, make, picture, require_agreement, update_of

OLD = {
    "README.md": b"old\n",
    "run": b"#!/bin/sh\n",
    "src/gone/deep/a.py": b"a = 1\n",
    "src/file": b"becomes a folder\n",
    "src/folder/in/x.py": b"becomes a file\n",
    "src/kept.py": b"kept\n",
    "src/links/changed": b"to/a.py",
    "src/links/gone": b"to/b.py",
    "src/links/file": b"to/c.py",
    "src/links/link": b"becomes a link\n",
    "src/links/folder": b"to/d",
}
NEW = {
    "README.md": b"new\n",
    "run": b"no program any more\n",
    "src/new/deep/a.py": b"a = 1\n",
    "src/file/x.py": b"#!/usr/bin/env python\n",
    "src/folder": b"y\n",
    "src/kept.py": b"kept\n",
    "src/links/changed": b"to/new.py",
    "src/links/file": b"a file now\n",
    "src/links/link": b"to/c.py",
    "src/links/folder/x.py": b"x\n",
    "src/links/new": b"to/e.py",
}
PENDING = Pending("1.0", (PendingConflict("README.md", "lines", "both changed it", markers=True),))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make(tmp_path / "svc", OLD)


def files(project: Path) -> dict[str, bytes]:
    return {path: found[1] for path, found in picture(project).items() if found[0] != "folder" and path[:2] != ".s"}


def test_an_update_and_the_way_back(project: Path) -> None:
    before = picture(project)
    times = {path: (project / path).lstat().st_mtime_ns for path in OLD}
    update = update_of(OLD, NEW, PENDING)
    update.apply(project)
    assert files(project) == NEW
    assert not (project / "src/gone").exists()
    assert [os.access(project / path, os.X_OK) for path in ("run", "src/file/x.py", "README.md")] == [
        False,
        True,
        False,
    ]
    assert (project / "src/kept.py").stat().st_mtime_ns == times["src/kept.py"]
    assert read_lock(project) == update.lock
    assert read_pending(project) == PENDING
    require_agreement(project)
    assert litter(project) == []
    undone = undo(project)
    assert picture(project) == before
    assert {path: (project / path).lstat().st_mtime_ns for path in OLD} == times
    assert undone.kept == ()
    assert set(undone.restored) == {*OLD, *NEW} - {"src/kept.py"}
    with pytest.raises(ProjectError, match="has no update that can be undone"):
        undo(project)


def test_nothing_to_do_touches_nothing(project: Path) -> None:
    update_of(OLD, NEW).apply(project)
    before = {path: path.lstat() for path in project.rglob("*")}
    update_of(NEW, NEW).apply(project)
    update = update_of({}, NEW)
    Update({**update.changes, "none": None}, update.lock, update.baseline).apply(project)
    after = {path: path.lstat() for path in project.rglob("*")}
    assert {path: (each.st_mtime_ns, each.st_ino) for path, each in after.items() if path.is_file()} == {
        path: (each.st_mtime_ns, each.st_ino) for path, each in before.items() if path.is_file()
    }
    undo(project)
    assert files(project) == OLD


def test_permissions_stay_but_for_execution(project: Path) -> None:
    (project / "README.md").chmod(0o660)
    (project / "run").chmod(0o750)
    (project / "src/kept.py").chmod(0o640)
    update_of(OLD, {**OLD, "README.md": b"2", "run": b"#!2", "src/kept.py": b"#!3"}).apply(project)
    modes = [stat.S_IMODE((project / path).stat().st_mode) for path in ("README.md", "run", "src/kept.py")]
    assert modes == [0o660, 0o750, 0o750]


def test_a_link_is_replaced_not_followed(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("theirs")
    (project / "README.md").unlink()
    (project / "README.md").symlink_to(outside)
    update_of(OLD, {**OLD, "README.md": b"new"}).apply(project)
    assert (outside.read_text(), (project / "README.md").read_bytes()) == ("theirs", b"new")
    undo(project)
    assert (project / "README.md").readlink() == outside


@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "../.git/hooks", ".scaffold", "a/../../../x", ""])
def test_a_link_that_leads_elsewhere_is_not_written(project: Path, target: str) -> None:
    before = picture(project)
    update = update_of(OLD, NEW)
    wrong = update._replace(changes={**update.changes, "src/wrong": NewFile(target.encode(), LINK)})
    with pytest.raises(ProjectError, match="cannot write there: src/wrong is a link to"):
        wrong.apply(project)
    assert picture(project) == before


def blocked_by_link(project: Path) -> None:
    (project.parent / "elsewhere").mkdir()
    (project / "src/new").symlink_to(project.parent / "elsewhere")


def read_only_file(project: Path) -> None:
    (project / "README.md").chmod(0o444)


def a_folder_in_the_way(project: Path) -> None:
    (project / "src/folder/in/mine.txt").write_text("mine")


def a_file_in_the_way(project: Path) -> None:
    (project / "src/new").write_text("mine")


def changed_meanwhile(project: Path) -> None:
    (project / "README.md").write_text("mine")


def a_new_file_meanwhile(project: Path) -> None:
    (project / "src/new/deep").mkdir(parents=True)
    (project / "src/new/deep/a.py").write_text("mine")


def a_pipe(project: Path) -> None:
    (project / "README.md").unlink()
    os.mkfifo(project / "README.md")


NO_FOLDER = "cannot write src/new/deep/a.py, as src/new is a link, a file or another repository, not a folder"

REFUSED = {
    blocked_by_link: NO_FOLDER,
    a_file_in_the_way: NO_FOLDER,
    read_only_file: "cannot be changed, as this is read-only: README.md",
    a_folder_in_the_way: "cannot write src/folder, as a folder stands there, which holds src/folder/in/mine.txt",
    changed_meanwhile: "was changed while the update was worked out: README.md",
    a_new_file_meanwhile: "was changed while the update was worked out: src/new/deep/a.py",
    a_pipe: "was changed while the update was worked out: README.md",
}


@pytest.mark.parametrize("spoil", REFUSED)
def test_refused_with_nothing_done(project: Path, spoil: Any) -> None:
    update = update_of(OLD, NEW)
    expected = update.expected(project)
    spoil(project)
    before = {path: (path.lstat().st_mtime_ns, path.lstat().st_mode) for path in project.rglob("*")}
    with pytest.raises(ProjectError) as caught:
        apply(project, update.changes, expected, lock=update.lock, baseline=update.baseline, pending=None)
    assert caught.value.message == REFUSED[spoil]
    assert caught.value.hint
    after = {path: (path.lstat().st_mtime_ns, path.lstat().st_mode) for path in project.rglob("*")}
    assert {path: each for path, each in after.items() if path.name != ".scaffold"} == {
        path: each for path, each in before.items() if path.name != ".scaffold"
    }


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../x", ".git/config", "sub/.GIT/hooks/x", "a//b", "a\0b"])
def test_paths_that_lead_out(project: Path, path: str) -> None:
    changes = {path: NewFile(b"x", 0o644)}
    with pytest.raises(ProjectError, match="cannot write"):
        apply(project, changes, {}, lock=lock_of(OLD), baseline=pack_baseline(OLD), pending=None)


def test_without_an_expectation_the_place_must_be_free(project: Path) -> None:
    with pytest.raises(ProjectError, match=r"was changed .*: README\.md"):
        apply(
            project,
            {"README.md": NewFile(b"x", 0o644)},
            {},
            lock=lock_of(OLD),
            baseline=pack_baseline(OLD),
            pending=None,
        )


STOPPED = 0
"""Stands for Ctrl-C instead of an error."""


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, STOPPED])
@pytest.mark.parametrize("work", ["apply", "undo"])
def test_any_failing_call_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, work: str
) -> None:
    monkeypatch.setattr(disk, "_sync", lambda descriptor: None)
    update = update_of(OLD, NEW, PENDING)
    turn = 0
    while True:
        turn += 1
        project = make(tmp_path / str(turn), OLD)
        if work == "undo":
            update.apply(project)
            (project / "src/file/x.py").write_text("mine")
        before = picture(project)
        failing = Failing(turn, code)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", failing)
            try:
                update.apply(project) if work == "apply" else undo(project)
            except ProjectError as error:
                message = error.message
            except KeyboardInterrupt:
                message = "cannot write: stopped"
            else:
                message = ""
        if failing.count < turn:
            break
        recover(project)
        if picture(project) != before:
            assert files(project) == (NEW if work == "apply" else OLD), message
        else:
            assert message.startswith("cannot write: ")
        require_agreement(project)
        assert litter(project) == []
    assert turn > 20


class Failing:
    """Stands in for `os` in `disk`: one call that changes the disk fails."""

    def __init__(self, turn: int, code: int) -> None:
        self.count = 0
        self._turn, self._code = turn, code

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in MUTATING:
            return real

        def call(*arguments: Any, **options: Any) -> Any:
            if name == "open" and not is_write(arguments[1]):
                return real(*arguments, **options)
            self.count += 1
            if self.count == self._turn and self._code == STOPPED:
                raise KeyboardInterrupt
            if self.count == self._turn:
                raise OSError(self._code, os.strerror(self._code))
            return real(*arguments, **options)

        return call


def test_a_file_that_is_saved_while_it_is_taken(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(project)
    move = disk.Root.move

    def saved_just_before(root: disk.Root, source: str, target: str) -> None:
        if source == "run" and "/stage/" in target:
            (project / source).write_bytes(b"#!mine")
        move(root, source, target)

    monkeypatch.setattr(disk.Root, "move", saved_just_before)
    with pytest.raises(ProjectError, match="run was written to just now by another program"):
        update_of(OLD, NEW).apply(project)
    assert picture(project) == {**before, "run": ("file", b"#!mine", before["run"][2])}


def test_a_file_that_is_written_anew_while_it_is_away(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(project)
    move = disk.Root.move

    def written_just_after(root: disk.Root, source: str, target: str) -> None:
        move(root, source, target)
        if source == "run" and "/stage/" in target:
            (project / source).write_bytes(b"#!mine")
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk.Root, "move", written_just_after)
    with pytest.raises(ProjectError, match="was written to just now by another program") as caught:
        update_of(OLD, NEW).apply(project)
    assert "kept in .scaffold/undone/run" in str(caught.value)
    assert (project / ".scaffold/undone/run").read_bytes() == b"#!mine"
    assert picture(project) == before


def test_what_was_changed_since_is_kept_when_going_back(project: Path) -> None:
    before = picture(project)
    update_of(OLD, NEW).apply(project)
    (project / "README.md").write_text("mine")
    (project / "src/gone").mkdir()
    (project / "src/new/deep/mine.py").write_text("also mine")
    assert undo(project).kept == (("README.md", ".scaffold/undone/README.md"),)
    assert (project / ".scaffold/undone/README.md").read_text() == "mine"
    assert (project / "src/new/deep/mine.py").read_text() == "also mine"
    assert {path: each for path, each in picture(project).items() if not path.startswith("src/new")} == before
    update_of(OLD, NEW).apply(project)
    (project / "README.md").write_text("mine again")
    assert undo(project).kept == (("README.md", ".scaffold/undone/README.md~2"),)


def test_a_conflict_that_is_settled(project: Path) -> None:
    update = update_of(OLD, {**OLD, "README.md": b"new"}, PENDING)
    theirs = {".scaffold/theirs/a/b.png": NewFile(b"png", 0o644), ".scaffold/index": NewFile(b"i", 0o644)}
    update = update._replace(changes={**update.changes, **theirs})
    before = picture(project)
    update.apply(project)
    assert (project / ".scaffold/theirs/a/b.png").read_bytes() == b"png"
    clear_pending(project)
    assert read_pending(project) is None
    assert not (project / ".scaffold/theirs").exists()
    assert (project / ".scaffold/index").read_bytes() == b"i"
    undo(project)
    assert picture(project) == before


def test_files_of_an_earlier_conflict_go(project: Path) -> None:
    first = update_of(OLD, {**OLD, "README.md": b"new"}, PENDING)
    first._replace(changes={**first.changes, ".scaffold/theirs/a/b": NewFile(b"1", 0o644)}).apply(project)
    before = picture(project)
    second = update_of({**OLD, "README.md": b"new"}, OLD)
    second._replace(changes={**second.changes, ".scaffold/theirs/c": NewFile(b"2", 0o644)}).apply(project)
    assert [path.name for path in (project / ".scaffold/theirs").iterdir()] == ["c"]
    assert read_pending(project) is None
    undo(project)
    assert picture(project) == before


def test_a_record_of_lock_and_baseline_alone(project: Path) -> None:
    update_of(OLD, NEW).apply(project)
    record(project, lock=lock_of(OLD, "7"), baseline=pack_baseline(OLD))
    assert read_lock(project).templates == "7" * 64
    assert files(project) == NEW
    undo(project)
    assert read_lock(project) == lock_of(OLD)


def test_case_of_a_name(project: Path) -> None:
    renamed = {("Readme.md" if path == "README.md" else path): content for path, content in OLD.items()}
    update_of(OLD, renamed).apply(project)
    assert files(project) == renamed
    undo(project)
    assert files(project) == OLD


NAMES = st.sampled_from(["a", "b", "c.py"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
CONTENTS = st.sampled_from([b"", b"1\n", b"2\r\n", b"#!/bin/sh\n", b"\xff\0", b"to/a"])


def consistent(found: dict[str, bytes]) -> dict[str, bytes]:
    """Without the files that stand where another needs a folder."""
    return {path: each for path, each in found.items() if not any(other.startswith(f"{path}/") for other in found)}


TREES = st.dictionaries(PATHS, CONTENTS, max_size=6).map(consistent)


@settings(max_examples=60, deadline=None)
@given(old=TREES, new=TREES, modes=st.lists(st.sampled_from([0o644, 0o600, 0o775, 0o640]), min_size=6, max_size=6))
def test_any_update_gives_the_new_tree_and_undo_the_old_one(
    tmp_path_factory: pytest.TempPathFactory, old: dict[str, bytes], new: dict[str, bytes], modes: list[int]
) -> None:
    project = make(tmp_path_factory.mktemp("p"), old)
    for path, mode in zip(sorted(old), modes, strict=False):
        if not (project / path).is_symlink():
            (project / path).chmod(mode)
        (project / path).parent.chmod(0o755 if mode == 0o644 else 0o750)
    before = picture(project)
    update_of(old, new).apply(project)
    assert files(project) == new
    assert {path for path, each in picture(project).items() if each[0] == "folder"} == {
        ".scaffold",
        *(str(parent) for path in new for parent in Path(path).parents if parent != Path()),
    }
    undo(project)
    assert picture(project) == before


def test_expected_may_name_more_than_changes(project: Path) -> None:
    update = update_of(OLD, NEW)
    expected = {**update.expected(project), "src/kept.py": Entry("file", b"other", 0o644)}
    with pytest.raises(ProjectError, match=r"src/kept\.py"):
        apply(project, update.changes, expected, lock=update.lock, baseline=update.baseline, pending=None)


def test_two_at_once(project: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from scaffold.project.holding import holding\n"
        "with holding(Path(sys.argv[1]), 'update'): print('ready', flush=True); sys.stdin.read()"
    )
    before = picture(project)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"ready\n"
        words = rf"another command is changing this project \(pid {other.pid}: scaffold update, since .*\)"
        with pytest.raises(ProjectError, match=words):
            update_of(OLD, NEW).apply(project)
        assert picture(project) == before
        other.kill()
        other.wait()
    assert (project / ".scaffold/update.lock").exists()
    update_of(OLD, NEW).apply(project)
    assert not (project / ".scaffold/update.lock").exists()
    assert files(project) == NEW


BROKEN = {
    "no JSON": "{",
    "of another version": '{"format": 1}',
    "half of one": '{"format": 2, "command": "update", "take": []}',
    "out of the project": '{"format": 2, "command": "undo", "take": [], "put": [], "drop": [], '
    '"make": [["../x", null]]}',
    "into git's folder": '{"format": 2, "command": "undo", "take": [["a", ".git/x", ""]], "put": [], "drop": [], '
    '"make": []}',
    "nested": '{"format": ' + "[" * 100_000,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_journal_that_cannot_be_read(project: Path, text: str) -> None:
    place = ".scaffold/journal.json"
    (project / place).write_bytes(sealed(place, text.encode()))
    with pytest.raises(ProjectError, match="is damaged"):
        recover(project)
    assert files(project) == OLD


def test_a_journal_of_somebody_else(project: Path) -> None:
    """Neither without a seal, nor by another key, nor at another place: nothing of it is done."""
    text = BROKEN["out of the project"].encode()
    place = project / ".scaffold/journal.json"
    for content in (
        text,
        b"sealed by scaffold: " + b"0" * 64 + b"\n" + text,
        sealed(".scaffold/undo/journal.json", text),
    ):
        place.write_bytes(content)
        with pytest.raises(ProjectError, match="was not written by you on this machine"):
            recover(project)
        assert place.read_bytes() == content
    assert files(project) == OLD


def test_what_was_staged_is_placed_only_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pull brought into the stage of a killed update is no part of it."""
    before = picture(project)
    monkeypatch.setattr("scaffold.project.applying.transaction.carry_out", lambda *arguments: None)
    update_of(OLD, NEW).apply(project)
    (project / ".scaffold/stage/new/0").write_text("a stranger's")
    assert recover(project).outcome == "undone"
    assert picture(project) == before
    assert litter(project) == []


def test_a_way_back_whose_files_were_changed(project: Path) -> None:
    update_of(OLD, NEW).apply(project)
    after = picture(project)
    old = next((project / ".scaffold/undo/old").iterdir())
    old.write_text("a stranger's")
    with pytest.raises(ProjectError, match="was changed, so that the update cannot be undone exactly"):
        undo(project)
    assert picture(project) == after


@pytest.mark.parametrize("text", ["x", "scaffold = 1", "scaffold = '1'\nconflicts = [1]", "\udcff"])
def test_a_pending_file_that_cannot_be_read(project: Path, text: str) -> None:
    (project / ".scaffold/pending.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProjectError, match="is damaged"):
        read_pending(project)


def test_a_name_that_is_no_text(project: Path) -> None:
    name = os.fsdecode(b"src/caf\xe9.py")
    (project / name).write_bytes(b"mine")
    changes = {name: None, "src/cafe.py": NewFile(b"mine", 0o644)}
    expected = {name: Entry("file", b"mine", 0o644), "src/cafe.py": None}
    before = picture(project)
    apply(project, changes, expected, lock=lock_of(OLD), baseline=pack_baseline(OLD), pending=None)
    assert files(project) == {**OLD, "src/cafe.py": b"mine"}
    undo(project)
    assert picture(project) == before
