"""`repair`: from the sides of a merge, from a commit, and from what the templates write now."""

from pathlib import Path

import pytest

from scaffold import __version__
from scaffold.evolution import Revision, first_revision
from scaffold.evolution.errors import ContradictionError
from scaffold.project import ProjectError
from scaffold.project.applying import record
from scaffold.project.baseline import pack_baseline, read_baseline
from scaffold.project.errors import NewerError
from scaffold.project.lock import read_lock
from scaffold.project.model import Lock
from scaffold.render import Origin, RenderedFile
from scaffold.spec.model import Entity, Field
from scaffold.update.recorded import Recorded, join
from scaffold.update.rendering import Generated
from scaffold.update.repair import repair
from tests.project.states import lock_of, make
from tests.update.workshop import git

OLD = {"a.py": b"a = 1\n", "b.py": b"b = 1\n"}
FIRST = first_revision(())
SECOND = Revision("0002_5c1e", "add_user", ("0001",), ())
THIRD = Revision("0002_9f3b", "add_team", ("0001",), ())


def never(_lock: Lock | None) -> Generated:
    pytest.fail("the templates are the last resort")


def commit(project: Path) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "x")


def committed(folder: Path) -> Path:
    project = make(folder / "svc", OLD)
    record(project, lock=lock_of(OLD)._replace(history=(FIRST,)), baseline=pack_baseline(OLD))
    git(project, "init", "-q", "-b", "main")
    commit(project)
    return project


def test_a_joined_state_is_as_old_as_its_older_side() -> None:
    """Else the moves of templates between the two versions would be left out for the files of the older."""
    newer, older = (lock_of(OLD)._replace(scaffold=version) for version in ("0.10.0", "0.9.2"))
    for sides in ((newer, older), (older, newer)):
        assert join(*(Recorded(lock, OLD) for lock in sides)).lock.scaffold == "0.9.2"


def test_a_joined_state_has_the_revisions_of_both_sides_once() -> None:
    ours, theirs = (lock_of(OLD)._replace(history=(FIRST, each)) for each in (SECOND, THIRD))
    assert join(Recorded(ours, OLD), Recorded(theirs, OLD)).lock.history == (FIRST, SECOND, THIRD)


def test_revisions_since_the_commit_are_kept(tmp_path: Path) -> None:
    project = committed(tmp_path)
    record(project, lock=lock_of(OLD)._replace(history=(FIRST, SECOND)), baseline=pack_baseline(OLD))
    (project / ".scaffold/baseline.tar.xz").write_bytes(b"damaged")
    assert repair(project, never).how.startswith("took the lock and the baseline of commit ")
    assert read_lock(project).history == (FIRST, SECOND)
    assert read_baseline(project, read_lock(project)) == OLD


@pytest.mark.parametrize("where", ["in the project", "in the last commit", "on the other side"])
def test_a_state_of_a_newer_scaffold_is_not_replaced(tmp_path: Path, where: str) -> None:
    project = committed(tmp_path)
    lock = project / ".scaffold/lock.toml"
    newer = lock.read_text().replace(f'scaffold = "{__version__}"', 'scaffold = "99.0"')
    if where == "on the other side":
        git(project, "switch", "-q", "-c", "other")
        lock.write_text(newer)
        commit(project)
        git(project, "switch", "-q", "main")
        lock.write_text(lock.read_text().replace(f'scaffold = "{__version__}"', 'scaffold = "0.0.1"'))
        commit(project)
        git(project, "merge", "-q", "other", check=False)
    else:
        lock.write_text(newer)
    if where == "in the last commit":
        commit(project)
        lock.write_bytes(b"damaged")
    before = lock.read_bytes()
    with pytest.raises(NewerError, match=r"was written by scaffold 99\.0"):
        repair(project, never)
    assert lock.read_bytes() == before


def test_what_is_rebuilt_is_as_old_as_its_lock(tmp_path: Path) -> None:
    """The moves of templates since the lock was written are still to be followed."""
    project = make(tmp_path / "svc", OLD)
    record(project, lock=lock_of(OLD)._replace(scaffold="0.0.1", history=(FIRST,)), baseline=pack_baseline(OLD))
    (project / ".scaffold/baseline.tar.xz").unlink()
    (project / "b.py").write_bytes(b"b = 1\nmine\n")

    def generate(lock: Lock | None) -> Generated:
        assert lock is not None
        origin = Origin("service", "t/b.py")
        files = {"b.py": RenderedFile("b.py", b"b = 2\n", 0o644, "merged", origin)}
        return Generated(files, "2" * 64, (), lock.history)

    done = repair(project, generate)
    assert done.lost == ("b.py",)
    lock = read_lock(project)
    assert (lock.scaffold, lock.history) == ("0.0.1", (FIRST,))
    assert read_baseline(project, lock) == {"a.py": b"a = 1\n", "b.py": b"b = 2\n"}
    assert (project / "b.py").read_bytes() == b"b = 1\nmine\n"


def test_a_whole_state_stays(tmp_path: Path) -> None:
    project = committed(tmp_path)
    before = (project / ".scaffold/lock.toml").stat().st_mtime_ns
    assert repair(project, never).how == "nothing is damaged"
    assert (project / ".scaffold/lock.toml").stat().st_mtime_ns == before


def test_a_damaged_lock_outside_git_needs_the_templates(tmp_path: Path) -> None:
    project = make(tmp_path / "svc", OLD)
    (project / ".scaffold/lock.toml").write_bytes(b"damaged")

    def generate(lock: Lock | None) -> Generated:
        assert lock is None
        raise ProjectError(project, "has no templates")

    with pytest.raises(ProjectError, match="has no templates"):
        repair(project, generate)


def contradicting() -> tuple[Revision, Revision]:
    """Return revisions of two branches that each gave the first one's entity a field of the same name."""
    sides = [(Entity("team", "teams", "Team", "Team", "teams", (Field("name", kind),)),) for kind in ("text", "int")]
    one, two = (
        Revision(each.id, each.slug, each.parents, side) for each, side in zip((SECOND, THIRD), sides, strict=True)
    )
    return one, two


@pytest.mark.parametrize("baseline", ["whole", "damaged"])
def test_branches_that_contradict_are_told_and_nothing_is_written(tmp_path: Path, baseline: str) -> None:
    project = committed(tmp_path)
    record(project, lock=lock_of(OLD)._replace(history=(FIRST, *contradicting())), baseline=pack_baseline(OLD))
    if baseline == "damaged":
        (project / ".scaffold/baseline.tar.xz").write_bytes(b"damaged")
    before = {path: path.read_bytes() for path in (project / ".scaffold").iterdir()}
    with pytest.raises(ContradictionError, match="two branches made the same table, team, each by itself") as caught:
        repair(project, never)
    assert "take its update back" in str(caught.value.hint)
    assert {path: path.read_bytes() for path in (project / ".scaffold").iterdir()} == before


def test_a_merge_that_contradicts_stays_open(tmp_path: Path) -> None:
    """The way out is to go back to before it."""
    project = committed(tmp_path)
    for branch, revision in zip(("main", "other"), contradicting(), strict=True):
        if branch == "other":
            git(project, "switch", "-q", "-c", "other", "HEAD^")
        record(project, lock=lock_of(OLD)._replace(history=(FIRST, revision)), baseline=pack_baseline(OLD))
        commit(project)
    git(project, "merge", "-q", "main", check=False)
    lock = (project / ".scaffold/lock.toml").read_bytes()
    with pytest.raises(ContradictionError):
        repair(project, never)
    assert (project / ".scaffold/lock.toml").read_bytes() == lock
    assert "lock.toml" in git(project, "ls-files", "--unmerged")
