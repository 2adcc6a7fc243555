"""Updates in every kind of repository: linked working trees, line ends, filters, a running hook, and others."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tests.merge.memory import File, Files
from tests.update.workshop import Workshop, everything, git, index, spec_text, write_pack

FIRST: Files = {"a.txt": "one\ntwo\nthree\n", "b.txt": "1\n", "data.bin": b"\x00\x01"}
SECOND: Files = {"a.txt": "one\n2\nthree\n", "b.txt": "2\n", "data.bin": b"\x00\x02", "new.txt": "new\nline\n"}
MINE = "one\nzwei\nthree\n"

KINDS = ["plain", "worktree", "detached", "autocrlf", "eol", "filter", "sha256", "ignorecase", "hook", "submodule"]

CONFIGURATION = {
    "autocrlf": {"core.autocrlf": "true"},
    "ignorecase": {"core.ignoreCase": "true"},
    "filter": {
        "filter.rot.clean": r"tr '\000-\377' '\001-\377\000'",
        "filter.rot.smudge": r"tr '\001-\377\000' '\000-\377'",
        "filter.rot.required": "true",
    },
}
ATTRIBUTES = {"eol": "*.txt text eol=crlf\n", "filter": "*.bin filter=rot\n"}


def made(shop: Workshop, kind: str, monkeypatch: pytest.MonkeyPatch, mine: str = MINE) -> Path:
    if kind == "sha256":
        monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")
    shop.release(write_pack(shop.folder / "pack1", FIRST))
    project = shop.new("git", spec_text())
    for option, value in CONFIGURATION.get(kind, {}).items():
        git(project, "config", *(["--global"] if kind == "filter" else []), option, value)
    shop.write({"a.txt": mine, **({".gitattributes": ATTRIBUTES[kind]} if kind in ATTRIBUTES else {})})
    git(project, "add", "--renormalize", ".")
    shop.commit()
    if kind in {"autocrlf", "eol"}:
        (project / ".git/index").unlink()
        git(project, "reset", "--hard", "--quiet")
        assert b"\r\n" in (project / "a.txt").read_bytes()
    shop.project = _elsewhere(shop, kind, project)
    os.chdir(shop.project)
    shop.release(write_pack(shop.folder / "pack2", SECOND))
    if kind == "hook":
        _start_hook(shop.folder / "other", monkeypatch)
    return shop.project


def _elsewhere(shop: Workshop, kind: str, project: Path) -> Path:
    if kind == "worktree":
        git(project, "worktree", "add", "--quiet", "-b", "side", str(shop.folder / "linked"))
        return shop.folder / "linked"
    if kind == "submodule":
        top = shop.folder / "top"
        top.mkdir()
        git(top, "init", "--quiet")
        git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(project), "svc")
        return top / "svc"
    if kind == "detached":
        git(project, "switch", "--quiet", "--detach")
    return project


def _start_hook(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment be that of a hook of another repository."""
    other.mkdir()
    git(other, "init", "--quiet")
    for name in ("OBJECT_DIRECTORY", "QUARANTINE_PATH"):
        monkeypatch.setenv(f"GIT_{name}", str(other / ".git/objects/quarantine"))
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_PREFIX", "somewhere/")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")


def untied(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_") and name not in _KEPT]:
        monkeypatch.delenv(name)


_KEPT = {"GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_DEFAULT_HASH"}


def lines(project: Path, path: str) -> list[str]:
    return (project / path).read_text().splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_a_branch_is_checked_out_clean(shop: Workshop, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = made(shop, kind, monkeypatch, mine="0\none\ntwo\nthree\n")
    before = everything(project)
    put = shop.scaffold("update", "--branch", "next")
    assert put.code == 0, put.err
    untied(monkeypatch)
    assert everything(project) == before
    assert git(project, "status", "--porcelain") == ""
    git(project, "switch", "--quiet", "next")
    assert git(project, "status", "--porcelain") == ""
    assert lines(project, "a.txt") == ["0", "one", "2", "three"]
    assert lines(project, "new.txt") == ["new", "line"]
    assert (project / "data.bin").read_bytes() == b"\x00\x02"
    git(project, "add", "--renormalize", ".")
    assert git(project, "status", "--porcelain") == ""
    assert shop.scaffold("update", "--check").code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_conflict_is_shown_settled_and_undone(shop: Workshop, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = made(shop, kind, monkeypatch)
    with monkeypatch.context() as outside:
        untied(outside)
        before, entries = everything(project), index(project)
    assert shop.scaffold("update").code == 3
    with monkeypatch.context() as outside:
        untied(outside)
        assert git(project, "diff", "--name-only", "--diff-filter=U").split() == ["a.txt"]
        sides = [git(project, "show", f":{stage}:a.txt").splitlines()[1] for stage in (1, 2, 3)]
        assert sides == ["two", "zwei", "2"]
        assert "\r" not in "".join(git(project, "show", f":{stage}:a.txt") for stage in (1, 2, 3))
    assert shop.scaffold("update", "--undo").code == 0
    with monkeypatch.context() as outside:
        untied(outside)
        assert (everything(project), index(project)) == (before, entries)
    assert shop.scaffold("update").code == 3
    (project / "a.txt").write_text("one\nzwei 2\nthree\n")
    assert shop.scaffold("update", "--continue").code == 0
    untied(monkeypatch)
    assert git(project, "ls-files", "--unmerged") == ""
    assert git(project, "show", ":a.txt") == "one\nzwei 2\nthree\n"


def test_a_name_that_changes_only_in_case(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", {"docs/Readme.md": File("1\n2\n", template="r")}))
    project = shop.new("git", spec_text())
    git(project, "config", "core.ignoreCase", "true")
    shop.release(write_pack(shop.folder / "pack2", {"docs/README.md": File("1\n2\n3\n", template="r")}))
    put = shop.scaffold("update", "--branch", "next")
    assert put.code == 0, put.err
    assert git(project, "ls-tree", "-r", "--name-only", "next", "docs") == "docs/README.md\n"
    assert shop.scaffold("update").code == 0
    assert [path.name for path in (project / "docs").iterdir()] == ["README.md"]


def test_a_file_that_is_only_meant_to_be_added_is_so_again(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", FIRST))
    project = shop.new("git", spec_text())
    shop.write({"new.txt": "mine\n"})
    git(project, "add", "--intent-to-add", "new.txt")
    before, status = index(project), git(project, "status", "--porcelain")
    shop.release(write_pack(shop.folder / "pack2", SECOND))
    assert shop.scaffold("update", "--allow-dirty").code == 3
    assert "new.txt" in git(project, "ls-files", "--unmerged")
    assert shop.scaffold("update", "--undo").code == 0
    assert (index(project), git(project, "status", "--porcelain")) == (before, status)


def test_before_the_first_commit(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", FIRST))
    project = shop.new("plain", spec_text())
    git(project, "init", "--quiet")
    shop.write({"a.txt": MINE})
    before = everything(project)
    assert shop.scaffold("status").code == 0
    shop.release(write_pack(shop.folder / "pack2", SECOND))
    assert "no commit to start a branch from" in shop.scaffold("update", "--branch", "next").err
    assert shop.scaffold("update", "--allow-dirty").code == 3
    assert "a.txt" in git(project, "ls-files", "--unmerged")
    assert shop.scaffold("update", "--undo").code == 0
    assert (everything(project), index(project)) == (before, "")


def test_the_pointer_of_a_large_file_stands_for_it(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", {"data.bin": b"\x00\x01"}))
    project = shop.new("git", spec_text())
    name = sha256(b"\x00\x01").hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize 2\n"
    shop.write({"data.bin": pointer})
    shop.commit()
    assert "data.bin" not in shop.scaffold("status").out
    shop.release(write_pack(shop.folder / "pack2", {"data.bin": b"\x00\x02"}))
    assert shop.scaffold("update").code == 0
    assert (project / "data.bin").read_bytes() == b"\x00\x02"
    shop.write({"data.bin": pointer.replace(name, "0" * 64)})
    assert "edited    data.bin" in shop.scaffold("status").out
