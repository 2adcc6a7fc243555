"""Where a project may be written, and what is left when that fails."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.project import ProjectError, check_target, seal
from tests.project.trees import FILES, contents, files, make, tree


def test_a_new_folder(tmp_path: Path) -> None:
    created = make(tree(), tmp_path / "a" / "b" / "svc", use_git=False)
    assert files(tmp_path / "a" / "b" / "svc") == FILES
    assert (created.files, created.kept, created.notes) == (6, (), ())
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["svc"]
    assert os.access(tmp_path / "a/b/svc/script/run", os.X_OK)
    assert not (tmp_path / "a/b/svc/README.md").stat().st_mode & 0o111


def test_the_umask_is_respected(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        make(tree(), tmp_path / "svc", use_git=False)
    finally:
        os.umask(before)
    modes = {path: (tmp_path / "svc" / path).stat().st_mode & 0o777 for path in (".", "src", "README.md", "script/run")}
    assert modes == {".": 0o750, "src": 0o750, "README.md": 0o640, "script/run": 0o750}


@pytest.mark.parametrize(
    ("present", "kept"),
    [
        ({}, ()),
        ({"README.md": b"theirs"}, ("README.md",)),
        ({"README.rst": b"theirs", "LICENSE": b"mine", "COPYING.txt": b""}, ()),
        ({".git": b"gitdir: elsewhere"}, ()),
    ],
)
def test_a_folder_with_little_in_it(tmp_path: Path, present: dict[str, bytes], kept: tuple[str, ...]) -> None:
    target = tmp_path / "svc"
    target.mkdir()
    inode = target.stat().st_ino
    for name, content in present.items():
        (target / name).write_bytes(content)
    created = make(tree(), target, use_git=False)
    assert {path.name: path.read_bytes() for path in target.iterdir() if path.name in present} == present
    assert created.kept == kept
    assert created.notes == tuple(f"kept your {path}" for path in kept)
    assert {path: content for path, content in files(target).items() if path not in present} == {
        path: content for path, content in FILES.items() if path not in present
    }
    assert target.stat().st_ino == inode
    assert [path.name for path in tmp_path.iterdir()] == ["svc"]


# What stands on disk ("/" ends a folder, "->" begins a link's target), where to write, and the message.
REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "a file": ({"svc": "x"}, "svc", "is a file"),
    "a link to a folder": ({"real/": "", "svc": "->real"}, "svc", "is a link"),
    "a dangling link": ({"svc": "->nowhere"}, "svc", "is a link"),
    "a folder with a file": ({"svc/main.py": ""}, "svc", "is not empty: it holds main.py"),
    "a folder with much": (
        {f"svc/f{number}": "" for number in range(5)},
        "svc",
        "is not empty: it holds f0, f1, f2 and 2 more",
    ),
    "a folder with a hidden file": ({"svc/.env": ""}, "svc", "is not empty: it holds .env"),
    "a folder with a folder": ({"svc/docs/": ""}, "svc", "is not empty: it holds docs"),
    "a readme in another case": (
        {"svc/readme.md": ""},
        "svc",
        "holds readme.md, which only differs in case from the project's README.md",
    ),
    "below a file": ({"f": ""}, "f/svc", "cannot write: a part of the path is a file, not a folder"),
    "a name too long": ({}, "x" * 300, "cannot write: the path is too long for this file system"),
    "a loop of links": (
        {"loop": "->loop"},
        "loop/svc",
        "cannot write: a part of the path is a link that leads back to itself",
    ),
}


def put(folder: Path, entries: dict[str, str]) -> None:
    for path, content in entries.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            (folder / path).mkdir()
        elif content.startswith("->"):
            (folder / path).symlink_to(content.removeprefix("->"))
        else:
            (folder / path).write_text(content)


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path: Path, case: str) -> None:
    entries, place, message = REFUSED[case]
    put(tmp_path, entries)
    target = tmp_path / place
    before = contents(tmp_path)
    with pytest.raises(ProjectError) as caught:
        make(tree(), target, use_git=False)
    assert caught.value.message == message
    assert caught.value.hint
    assert caught.value.path == target
    assert contents(tmp_path) == before


def test_check_target_alone_writes_nothing(tmp_path: Path) -> None:
    assert check_target(tmp_path / "none" / "svc") is None
    assert check_target(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


FAILURES = {
    errno.ENOSPC: "cannot write: the disk is full",
    errno.EACCES: "cannot write: you may not write there",
    errno.EROFS: "cannot write: the file system is read-only",
    errno.EIO: "cannot write: the disk reports an error",
    errno.EDQUOT: "cannot write: your disk quota is used up",
}


@pytest.mark.parametrize(
    ("call", "existing"),
    # Only the journal, which the existing folder needs, waits for the disk.
    [(call, existing) for call in ("open", "write", "rename", "mkdir") for existing in ("existing", "")]
    + [("fsync", "existing")],
)
@pytest.mark.parametrize("code", FAILURES)
def test_any_failing_call_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str, existing: str
) -> None:
    target = tmp_path / "new" / "svc"
    if existing:
        target.mkdir(parents=True)
        (target / "LICENSE").write_text("mine")
    seal.sealed("", b"")  # the key is there already
    before = contents(tmp_path)
    turn = 0
    while True:
        turn += 1
        with monkeypatch.context() as patch:
            calls = _fail_at(patch, call, turn, code)
            message = _refusal(target)
            if calls() < turn:
                break
        assert message in {FAILURES[code], None}
        assert contents(tmp_path) == before or files(target).keys() >= FILES.keys()
        if files(target).keys() >= FILES.keys():
            break
    assert turn > 1
    assert files(target) == (FILES | {"LICENSE": b"mine"} if existing else FILES)


def _refusal(target: Path) -> str | None:
    try:
        make(tree(), target, use_git=False)
    except ProjectError as error:
        return error.message
    return None


def _fail_at(patch: pytest.MonkeyPatch, call: str, turn: int, code: int) -> Callable[[], int]:
    """Make the n-th call of a function of `os` fail; return how often it was called."""
    original = getattr(os, call)
    count = 0

    def failing(*arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        if count == turn:
            raise OSError(code, os.strerror(code))
        return original(*arguments, **options)

    patch.setattr(os, call, failing)
    return lambda: count


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_limit_on_file_size(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from scaffold.project import ProjectError;"
        "from tests.project.trees import make, tree;"
        "t = tree({'a': b'x' * 100, 'b': b'x' * 9000});"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: make(t, Path(sys.argv[1]), use_git=False)\nexcept ProjectError as e: print(e)"
    )
    assert "cannot write: a file would be larger than is allowed here" in _run(program, tmp_path / "svc").stdout
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.project.trees import make, tree
call, turn = sys.argv[2], int(sys.argv[3])
original, count = getattr(os, call), 0
def deadly(*arguments, **options):
    global count
    count += 1
    if count == turn:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)
setattr(os, call, deadly)
make(tree(), Path(sys.argv[1]), use_git=False)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("existing", ["existing", ""])
@pytest.mark.parametrize(
    ("call", "turn"),
    [
        ("mkdir", 2),
        ("open", 3),
        ("write", 1),
        ("write", 3),
        ("fsync", 1),
        ("rename", 1),
        ("rename", 2),
        ("rename", 4),
        ("rmdir", 1),
    ],
)
def test_after_a_kill_the_next_run_finds_a_clean_place(tmp_path: Path, call: str, turn: int, existing: str) -> None:
    target = tmp_path / "svc"
    if existing:
        target.mkdir()
        (target / "LICENSE").write_text("mine")
    result = _run(KILLED, target, call, str(turn))
    if result.returncode == 0:
        assert call in ("rename", "fsync")
        assert not existing
        assert turn > 1 or call == "fsync"
        return
    assert result.returncode == -signal.SIGKILL
    whole = target.exists() and files(target).keys() >= FILES.keys()
    if not existing:
        assert not target.exists() or whole
    assert all("scaffold-unfinished" in path.name for path in tmp_path.iterdir() if path != target)
    if whole:
        with pytest.raises(ProjectError, match="is not empty"):
            make(tree(), target, use_git=False)
    else:
        make(tree(), target, use_git=False)
    assert files(target) == (FILES | {"LICENSE": b"mine"} if existing else FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["svc"]


def test_after_a_kill_a_file_that_was_changed_since_is_not_removed(tmp_path: Path) -> None:
    target = tmp_path / "svc"
    target.mkdir()
    assert _run(KILLED, target, "rename", "4").returncode == -signal.SIGKILL
    moved = next(path for path in target.rglob("*") if path.is_file() and "unfinished" not in str(path))
    os.utime(moved)
    moved.write_text("mine now")
    with pytest.raises(ProjectError, match=r"holds a part of an interrupted project, and .* was changed since"):
        make(tree(), target, use_git=False)
    assert moved.read_text() == "mine now"


def test_a_stage_that_a_living_process_holds_stays(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from scaffold.project import staging\n"
        "with staging.stage(Path(sys.argv[1]), 'svc.'): print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"ready\n"
        make(tree(), tmp_path / "svc", use_git=False)
        assert len(list(tmp_path.iterdir())) == 2
        assert other.stdin
        other.stdin.close()
        other.wait()
    assert [path.name for path in tmp_path.iterdir()] == ["svc"]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def _run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
