"""A run that is killed anywhere leaves the old project or the new one, or the next command makes it so."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scaffold.catalog import load_catalog
from scaffold.catalog.digest import templates_digest
from scaffold.evolution import first_revision
from scaffold.project import create, disk, first_lock
from scaffold.project.model import Pending, PendingConflict
from scaffold.project.recovering import recover
from scaffold.project.spec_files import own_files
from scaffold.project.undoing import undo
from scaffold.render import RenderedTree, render
from scaffold.spec import check
from scaffold.tusk import load
from scaffold.update.carrying import carry_out
from scaffold.update.planning import plan
from tests.project.killing import Counter, run_killed
from tests.project.states import Update, litter, make, picture, require_agreement, update_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
LONG = bool(os.environ.get("SCAFFOLD_LONG_TESTS"))
"""Kill at every call also where that takes minutes, not at some only."""

EXAMPLES = Path(__file__).parents[2] / "examples"

INVOICE = """invoice:
  number: "string(20), unique"
  paid: "bool, default=false"

"""

SMALL_OLD = {
    "README.md": b"old\n",
    "run": b"#!/bin/sh\n",
    "src/gone/deep/a.py": b"a = 1\n",
    "src/file": b"becomes a folder\n",
    "src/folder/x.py": b"becomes a file\n",
    "src/kept.py": b"kept\n",
    "src/links/changed": b"to/a.py",
    "src/links/gone": b"to/b.py",
    "src/links/file": b"to/c.py",
    "src/links/link": b"becomes a link\n",
    "src/links/folder": b"to/d",
}
SMALL_NEW = {
    "README.md": b"new\n",
    "run": b"no program any more\n",
    "src/new/deep/a.py": b"a = 1\n",
    "src/file/x.py": b"x\n",
    "src/folder": b"y\n",
    "src/kept.py": b"kept\n",
    "src/links/changed": b"to/new.py",
    "src/links/file": b"a file now\n",
    "src/links/link": b"to/c.py",
    "src/links/folder/x.py": b"x\n",
    "src/links/new": b"to/e.py",
}
PENDING = Pending("1.0", (PendingConflict("README.md", "content", "both changed line 1", markers=True),))


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process, unlike a power cut, loses nothing that the system was given."""
    monkeypatch.setattr(disk, "_sync", lambda descriptor: None)


def small(tmp_path: Path) -> tuple[Path, Update]:
    project = make(tmp_path / "svc", SMALL_OLD)
    return project, update_of(SMALL_OLD, SMALL_NEW, PENDING)


def each_kill(
    before: Path, work: Callable[[Path], object], *, step: int = 1, first: int = 1
) -> Iterator[tuple[int, Path]]:
    """Copies of a project in which some work was killed, at each change of the disk."""
    last = first
    while True:
        copy = before.with_name("killed")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(before, copy, symlinks=True)
        if not run_killed(partial(work, copy), last):
            break
        yield last, copy
        last += step
    assert last > first


def old_or_new(project: Path, old: object, new: object) -> str:
    found = picture(project)
    assert found in (old, new), "a mixture"
    require_agreement(project)
    assert litter(project) == []
    return "old" if found == old else "new"


def test_an_update(tmp_path: Path) -> None:
    project, update = small(tmp_path)
    old = picture(project)
    update.apply(done := shutil.copytree(project, tmp_path / "done", symlinks=True))
    new = picture(done)
    outcomes = []
    for _, killed in each_kill(project, update.apply):
        recover(killed)
        outcomes.append(old_or_new(killed, old, new))
        if outcomes[-1] == "new":
            undo(killed)
            assert picture(killed) == old
        else:
            update.apply(killed)
            assert picture(killed) == new
    assert outcomes == sorted(outcomes, reverse=True), "old up to a point, and new from there on"
    assert {"old", "new"} == set(outcomes)


def test_a_recovery(tmp_path: Path) -> None:
    project, update = small(tmp_path)
    old = picture(project)
    update.apply(done := shutil.copytree(project, tmp_path / "done", symlinks=True))
    new = picture(done)
    broken = tmp_path / "broken"
    for turn, killed in each_kill(project, update.apply):
        if not (killed / ".scaffold/journal.json").exists() or (turn % 6 and not LONG):
            continue
        shutil.rmtree(broken, ignore_errors=True)
        shutil.copytree(killed, broken, symlinks=True)
        for _, again in each_kill(broken, recover):
            recover(again)
            assert old_or_new(again, old, new) == "new"


def test_going_back(tmp_path: Path) -> None:
    project, update = small(tmp_path)
    old = picture(project)
    update.apply(project)
    (project / "README.md").write_text("mine\n")
    new = picture(project)
    outcomes = []
    for _, killed in each_kill(project, undo):
        recover(killed)
        outcomes.append(old_or_new(killed, old, new))
        if outcomes[-1] == "old":
            assert (killed / ".scaffold/undone/README.md").read_text() == "mine\n"
        else:
            undo(killed)
            assert picture(killed) == old
    assert outcomes == sorted(outcomes)
    assert {"old", "new"} == set(outcomes)


def test_a_recovery_that_goes_back(tmp_path: Path) -> None:
    """A person has written to a file since, so that the update cannot be finished; and that is killed too."""
    project, update = small(tmp_path)
    old = picture(project)
    went_back = 0
    broken = tmp_path / "broken"
    for _, killed in each_kill(project, update.apply):
        if not (killed / ".scaffold/journal.json").exists() or not (killed / "src/folder/x.py").exists():
            continue
        went_back += 1
        shutil.rmtree(broken, ignore_errors=True)
        shutil.copytree(killed, broken, symlinks=True)
        (broken / "src/folder/x.py").write_text("mine\n")
        mine = {**old, "src/folder/x.py": ("file", b"mine\n", old["src/folder/x.py"][2])}
        for _, again in each_kill(broken, recover):
            recover(again)
            assert old_or_new(again, mine, None) == "old"
    assert went_back


def test_a_full_service(tmp_path: Path) -> None:
    """An update of the full example, edited by hand: it gets another name and one entity more."""
    project = full_service(tmp_path / "svc")
    spec = project / "service.tusk"
    text = spec.read_text().replace("order-service", "sales").replace("[models]\n", f"[models]\n{INVOICE}")
    spec.write_text(text)
    with (project / "src/order_service/main.py").open("a") as main:
        main.write("\nMINE = 1\n")
    (project / "README.md").write_text("# Ours\n")
    update = plan(project, load_catalog())
    assert {item.kind for item in update.plan.items} >= {"added", "updated", "moved", "conflict"}
    assert len(update.plan.changes) > 100
    old = picture(project)
    carry_out(update._replace(project=shutil.copytree(project, tmp_path / "done", symlinks=True)))
    new = picture(tmp_path / "done")
    counted = shutil.copytree(project, tmp_path / "counted", symlinks=True)
    calls = changes_of(lambda: carry_out(update._replace(project=counted)))
    outcomes = []
    step = 1 if LONG else max(calls // 30, 1)
    for _, killed in each_kill(project, lambda copy: carry_out(update._replace(project=copy)), step=step):
        recover(killed)
        outcomes.append(old_or_new(killed, old, new))
    assert outcomes == sorted(outcomes, reverse=True)
    assert {"old", "new"} == set(outcomes)
    going_back = []
    for _, killed in each_kill(tmp_path / "done", undo, step=step):
        recover(killed)
        going_back.append(old_or_new(killed, old, new))
    assert going_back == sorted(going_back)
    assert {"old", "new"} == set(going_back)


def full_service(target: Path) -> Path:
    catalog = load_catalog()
    spec = check(load(EXAMPLES / "full.tusk"), catalog)
    rendered = render(spec, catalog).files
    files = dict(sorted({**rendered, **own_files(spec, rendered)}.items()))
    lock = first_lock(files, templates_digest(catalog), (first_revision(spec.entities, spec.stored),))
    return create(RenderedTree(files), target, lock, use_git=False).path


def changes_of(work: Callable[[], object]) -> int:
    counter = Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "os", counter)
        work()
    return counter.count


WATCHED = frozenset(
    {
        *("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink"),
        *("os.truncate", "os.utime", "os.setxattr", "os.removexattr", "shutil.rmtree", "shutil.copyfile"),
        *("shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp"),
    }
)


def test_no_change_escapes_the_counting(tmp_path: Path) -> None:
    """What Python reports of changes to the disk, all of it comes from the calls at which the tests above kill."""
    project, update = small(tmp_path)
    counter = Counter()
    escaped: list[str] = []
    seen: list[str] = []
    watching = [False]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching[0]:
            return
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in WATCHED:
            (seen if counter.inside else escaped).append(f"{event} {arguments}")

    sys.addaudithook(hook)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "os", counter)
        watching[0] = True
        try:
            update.apply(project)
            undo(project)
            recover(project)
        finally:
            watching[0] = False
    assert escaped == []
    assert len(seen) > 50
