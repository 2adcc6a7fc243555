"""The next revision follows those that the team wrote by hand, wherever these stand."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog
from scaffold.evolution import Revision
from scaffold.project.model import Lock, TrackedFile
from scaffold.render import RenderError, chain_ends
from scaffold.update.chain import project_heads
from scaffold.update.planning import Update, plan
from tests.generated.services import generate
from tests.merge.memory import MemoryTree
from tests.render.packs import catalog, feature

VERSIONS = "src/item_service/migrations/versions"
BY_HAND = 'revision = "{}"\ndown_revision = {}\n\n\ndef upgrade() -> None:\n    """Index."""\n'


@pytest.fixture(scope="module")
def builtin() -> Catalog:
    return load_catalog()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    given = tmp_path / "given.tusk"
    given.write_text('[service_template]\nname: "item-service"\n\n[models]\nitem:\n  name: "string(80)"\n')
    return generate("item-service", given, tmp_path)


def with_field(project: Path) -> None:
    spec = project / "service.tusk"
    spec.write_text(spec.read_text() + '  colour: "string(20), optional"\n')


def parents(update: Update) -> tuple[str, ...]:
    """Return what the new revision's file says that it follows."""
    revision = update.revision
    assert revision is not None
    path = next(path for path in update.rendered if f"/versions/{revision.id}_" in path)
    line = re.search(rb"^down_revision = (.*)$", update.rendered[path].content, re.MULTILINE)
    assert line is not None
    return tuple(re.findall(r'"(\w+)"', line[1].decode()))


def test_nothing_by_hand(project: Path, builtin: Catalog) -> None:
    with_field(project)
    assert parents(plan(project, builtin)) == ("0001",)


def test_after_those_by_hand(project: Path, builtin: Catalog) -> None:
    (project / VERSIONS / "b1_index.py").write_text(BY_HAND.format("b1", '"0001"'))
    (project / VERSIONS / "b2_index.py").write_text(BY_HAND.format("b2", '"b1"'))
    assert not plan(project, builtin).is_needed
    with_field(project)
    assert parents(plan(project, builtin)) == ("b2",)


def test_branches_by_hand_come_together(project: Path, builtin: Catalog) -> None:
    (project / VERSIONS / "b1_index.py").write_text(BY_HAND.format("b1", '"0001"'))
    (project / VERSIONS / "b2_index.py").write_text(BY_HAND.format("b2", '"0001"'))
    with_field(project)
    assert parents(plan(project, builtin)) == ("b1", "b2")


def test_one_that_replaces_ours(project: Path, builtin: Catalog) -> None:
    (project / VERSIONS / "0001_initial.py").unlink()
    (project / VERSIONS / "all.py").write_text(BY_HAND.format("squashed", "None"))
    with_field(project)
    assert parents(plan(project, builtin)) == ("squashed",)


def test_the_service_gets_a_new_name_in_the_same_update(project: Path, builtin: Catalog) -> None:
    (project / VERSIONS / "b1_index.py").write_text(BY_HAND.format("b1", '"0001"'))
    with_field(project)
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace("item-service", "goods-service"))
    update = plan(project, builtin)
    assert parents(update) == ("b1",)
    assert "src/goods_service/migrations/versions/b1_index.py" in update.plan.changes


@pytest.mark.parametrize(
    ("files", "ends"),
    [
        ({}, ()),
        ({"a.py": 'revision = "a"\ndown_revision = None\n'}, ("a",)),
        ({"a.py": 'revision: str = "a"\n', "b.py": 'revision: str = "b"\ndown_revision: str | None = "a"\n'}, ("b",)),
        (
            {
                "a.py": "revision = 'a'",
                "b.py": "revision = 'b'",
                "c.py": "revision = 'c'\ndown_revision = ('a', 'b')",
                "d.py": "revision = 'd'",
            },
            ("c", "d"),
        ),
        ({"a.py": 'revision = "a"', "README.md": 'revision = "b"', "__init__.py": ""}, ("a",)),
        (
            {"a.py": 'revision = "a"', "b.py": "revision = (", "c.py": "revision = name()", "d.py": "revision = 1"},
            ("a",),
        ),
        ({"a.py": 'revision = "a"', "b.py": "def f():\n    revision = 'b'\n", "c.py": "revision = 'c\0'"}, ("a",)),
    ],
)
def test_what_alembic_reads_in_a_file(builtin: Catalog, files: Mapping[str, str], ends: tuple[str, ...]) -> None:
    assert chain_ends(builtin.features["migrations"], files) == ends


def test_features_without_heads(builtin: Catalog, tmp_path: Path) -> None:
    assert chain_ends(builtin.features["service"], {"a.py": 'revision = "a"'}) == ()
    assert chain_ends(builtin.features["github_actions"], {"a.py": 'revision = "a"'}) == ()
    untrusted = feature(tmp_path, "pack", {"prepare.py": "1/0\n"}, trusted=False)
    assert chain_ends(untrusted, {}) == ()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def heads(files):\n    return 1 / 0\n", "prepare.py, line 2: ZeroDivisionError"),
        ("def heads(files):\n    return 'a'\n", "must return a tuple of ids"),
        ("def other(files):\n    return ()\n", "has no function prepare(spec)"),
    ],
)
def test_faults_of_a_feature(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        chain_ends(feature(tmp_path, "pack", {"prepare.py": code}), {})
    assert message in str(caught.value)


def test_only_files_beside_the_revisions_of_a_feature_are_read(tmp_path: Path) -> None:
    code = "def heads(files):\n    return tuple(sorted(files))\n"
    pack = feature(tmp_path, "pack", {"prepare.py": code})
    lock = Lock(
        scaffold="1",
        templates="",
        spec="",
        packs=(),
        history=(Revision("0001", "initial", (), ()),),
        files={
            "old/0001.py": TrackedFile("old/0001.py", "", 0o644, "seeded", "pack", "t", "0001", at="new/0001.py"),
            "new/main.py": TrackedFile("new/main.py", "", 0o644, "merged", "pack", "u", None),
            "x.py": TrackedFile("x.py", "", 0o644, "merged", "pack", "v", None),
            "gone/0001": TrackedFile("gone/0001", "", 0o644, "seeded", "gone", "t", "0001"),
        },
    )
    yours = MemoryTree({"new/0001.py": "", "new/own.py": "", "new/below/own.py": "", "newer/own.py": "", "x.py": ""})
    assert project_heads(lock, yours, catalog(pack)) == ("new/0001.py", "new/below/own.py", "new/own.py")
