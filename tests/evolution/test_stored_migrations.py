"""What features store beside the entities, in the migrations of a service."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scaffold.catalog import Catalog, builtin_root, load_catalog
from scaffold.evolution import Revision, Words, next_revision
from scaffold.render import RenderError, render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.evolution.lives import PACKAGE, Code, words
from tests.generated.services import run_in

MANIFEST = """
name = "{name}"
title = "{name}"
doc = "It stores something."
when = "{name}.on"
enable = {{ "{name}.on" = true }}
stored = {stored}

[sections.{name}]
doc = "About it."
[sections.{name}.keys.on]
type = "bool"
default = false
doc = "Whether it is on."
"""
CREATE = """\
op.create_table(
    "{table}",
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_{table}")),
)

op.create_index(op.f("ix_{table}_note"), "{table}", ["note"])
"""
DROP = 'op.drop_table("{table}")\n'
ADD = """\
with op.batch_alter_table("{table}") as batch_op:
    batch_op.add_column(sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
"""
TAKE = """\
with op.batch_alter_table("{table}") as batch_op:
    batch_op.drop_column("tries")
"""
CHECK = """\
if op.get_bind().scalar(sa.text("SELECT count(*) FROM {table}")):
    raise CommandError("{table}: the rows of before have no sender; take them out first")
"""
VERSIONS = ((CREATE, DROP), (ADD, TAKE), (CHECK, ADD.replace("tries", "hops")))

Packs = Callable[[Mapping[str, int]], Catalog]


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    """Write a release of a pack whose features store so many versions; it is trusted."""

    def write(stored: Mapping[str, int]) -> Catalog:
        root = tmp_path / "-".join(f"{name}{version}" for name, version in stored.items())
        for name, version in stored.items():
            folder = root / "features" / name
            for number, texts in enumerate(VERSIONS[:version], 1):
                (folder / "stored" / str(number)).mkdir(parents=True)
                for way, text in zip(("upgrade", "downgrade"), texts, strict=True):
                    (folder / "stored" / str(number) / f"{way}.jinja").write_text(text.format(table=f"{name}_rows"))
            (folder / "feature.toml").write_text(MANIFEST.format(name=name, stored=version))
        root.mkdir(exist_ok=True)
        return load_catalog([builtin_root(), root], trusted=[root])

    return write


class Project:
    """A service that follows a spec, with the code of each step in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history: list[Revision] = []

    def step(self, catalog: Catalog, *on: str, models: str = 'name: "text"', said: Words | None = None) -> Code:
        head = '[service_template]\nname: "life-service"\n'
        text = head + f"[models]\nuser:\n  {models}\n" + "".join(f"[{name}]\non: true\n" for name in on)
        spec = check(parse(text), catalog)
        assert not spec.has_errors, spec.diagnostics
        revision = next_revision(self.history, spec.entities, said or Words(), stored=spec.stored)
        if revision is not None:
            self.history.append(revision)
        folder = self.folder / f"step{len(list(self.folder.glob('step*')))}"
        for path, file in render(spec, catalog, self.history).files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(file.content)
        return Code(folder, self.history[-1].id)


def newest(code: Code) -> str:
    return next(text for name, text in code.versions().items() if name.startswith(code.revision))


def bodies(text: str) -> tuple[str, str]:
    up, _, down = text.partition("def upgrade()")[2].partition("def downgrade()")
    return up, down


def test_the_first_revision_makes_every_version(tmp_path: Path, packs: Packs) -> None:
    text = newest(Project(tmp_path).step(packs({"box": 2}), "box"))
    up, down = bodies(text)
    places = [up.index(each) for each in ('"idempotency_keys"', '"users"', '"box_rows",\n', '"tries"')]
    assert places == sorted(places)
    places = [
        down.index(each)
        for each in (
            'drop_column("tries")',
            'drop_table("box_rows")',
            'drop_table("users")',
            'drop_table("idempotency_keys")',
        )
    ]
    assert places == sorted(places)
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_a_service_without_such_a_feature_is_as_it_was(tmp_path: Path, packs: Packs) -> None:
    with_pack = Project(tmp_path).step(packs({"box": 1}))
    without = Project(tmp_path).step(load_catalog())
    assert with_pack.versions() == without.versions()


def test_added_and_removed(tmp_path: Path, packs: Packs) -> None:
    project, catalog = Project(tmp_path), packs({"bag": 1, "box": 1})
    project.step(catalog)
    text = newest(project.step(catalog, "box", "bag"))
    assert text.startswith(
        '"""Change the tables.\n\n- Add bag.\n- Add box.\n"""\n\nimport sqlalchemy as sa\nfrom alembic'
    )
    up, down = bodies(text)
    assert up.index("bag_rows") < up.index("box_rows")
    assert down.index("box_rows") < down.index("bag_rows")
    assert '    """Go back.\n\n    What is lost: box, bag.\n    """\n' in down
    text = newest(project.step(catalog, "bag", said=words(drop=["box"])))
    up, down = bodies(text)
    assert text.startswith('"""Remove box."""\n')
    assert up.endswith(
        '    """Go to this revision.\n\n    What is lost: box.\n    """\n    op.drop_table("box_rows")\n\n\n'
    )
    assert "What comes back without its data: box." in down
    assert 'op.create_table(\n        "box_rows",\n' in down


def test_a_release_raises_the_version(tmp_path: Path, packs: Packs) -> None:
    project = Project(tmp_path)
    project.step(packs({"box": 1}), "box")
    text = newest(project.step(packs({"box": 2}), "box", models='name: "text"\n  age: "int, optional"'))
    up, down = bodies(text)
    assert up.index('"age"') < up.index('"tries"')
    assert down.index('"tries"') < down.index('"age"')
    assert "create_table" not in text


def test_what_a_text_uses_is_imported(tmp_path: Path, packs: Packs) -> None:
    project = Project(tmp_path)
    for version, imports in ((2, ""), (3, "from alembic.util import CommandError\n")):
        text = newest(project.step(packs({"box": version}), "box"))
        assert f"\n\nimport sqlalchemy as sa\nfrom alembic import op\n{imports}\nrevision = " in text


def test_migrations_run_up_down_and_up(tmp_path: Path, packs: Packs) -> None:
    project, first, second = Project(tmp_path), packs({"bag": 1, "box": 1}), packs({"bag": 2, "box": 2})
    steps = [
        project.step(first, "bag"),
        project.step(first, "bag", "box"),
        project.step(second, "bag", "box"),
        project.step(second, "box", said=words(drop=["bag"])),
    ]
    ids = [each.revision for each in steps]
    ways = [*((each, "up") for each in ids), *((each, "down") for each in ids[-2::-1]), *((each, "up") for each in ids)]
    orders = [order for each in ways for order in (("migrate", *each), ("stands",))]
    found = steps[-1].run(f"sqlite:///{tmp_path}/a.db", *orders)[1::2]
    one, two = ["id", "note"], ["id", "note", "tries"]
    expected = [
        {"bag_rows": one},
        {"bag_rows": one, "box_rows": one},
        {"bag_rows": two, "box_rows": two},
        {"box_rows": two},
    ]
    shown = [{name: list(table["columns"]) for name, table in each.items() if "_rows" in name} for each in found]
    assert shown == [*expected, *expected[-2::-1], *expected]
    by_revision = dict(zip(ids, found, strict=False))
    assert found == [by_revision[revision] for revision, _ in ways]
    folder = f"src/{PACKAGE}/migrations"
    run_in(steps[-1].folder, "ruff", "format", "--no-cache", "--diff", folder)
    run_in(steps[-1].folder, "ruff", "check", "--no-cache", folder)


def test_a_pack_that_is_not_trusted_renders_in_its_own_process(tmp_path: Path, packs: Packs) -> None:
    trusted = packs({"box": 1})
    stranger = load_catalog(trusted.roots)
    one, other = Project(tmp_path / "one"), Project(tmp_path / "other")
    for project, catalog in ((one, trusted), (other, stranger)):
        project.folder.mkdir()
        project.step(catalog, "box")
    gone = [project.step(catalog, said=words(drop=["box"])) for project, catalog in ((one, trusted), (other, stranger))]
    assert gone[0].versions() == gone[1].versions()


def test_templates_that_lack_what_the_history_has_are_refused(tmp_path: Path, packs: Packs) -> None:
    project = Project(tmp_path)
    project.step(packs({"box": 2}), "box")
    with pytest.raises(RenderError) as caught:
        project.step(packs({"box": 1}), "box")
    assert str(caught.value) == (
        "feature 'box', feature.toml: revision 0001 of the project's data has version 2 of what it stores, and these "
        "templates have version 1: they are older than the project's data\n"
        "  hint: take those that wrote the project, or newer ones"
    )
    with pytest.raises(RenderError) as caught:
        project.step(load_catalog(), said=words(drop=["box"]))
    assert re.search("have version 2|has version 2 of what it stores, and the templates do not have this", str(caught))
    assert "feature 'box'" in str(caught.value)
    assert "take the pack again" in str(caught.value)
