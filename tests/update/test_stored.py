"""Features that store data of their own come and go by command, and their revisions with them."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.update import small
from tests.update.workshop import Workshop, git, spec_text, standing, write_pack

REVISION = """\
{% macro stored(change, version) %}
{% include "%s/stored/%s/%s.jinja" % (change.feature, version, "upgrade" if change.rises else "downgrade") %}
{% endmacro %}
revision = "{{ revision.id }}"
{% for change in revision.stored_changes %}
{% for version in change.versions %}
{{ stored(change, version) }}
{%- endfor %}
{% endfor %}
# back
{% for change in revision.stored_undo %}
{% for version in change.versions %}
{{ stored(change, version) }}
{%- endfor %}
{% endfor %}
"""
NAME = f"{small.VERSIONS}/{{{{ revision.id }}}}_{{{{ revision.slug }}}}.py.jinja"
HEAD, _, REST = small.EXTRA.partition("\n[sections")


def release(root: Path, versions: int) -> Path:
    """Write a release whose feature `extra` stores so many versions; 0: it stores nothing."""
    texts = {
        f"features/extra/stored/{version}/{way}.jinja": f'do("{way} {version}")\n'
        for version in range(1, versions + 1)
        for way in ("upgrade", "downgrade")
    }
    said = f"stored = {versions}\n" if versions else ""
    manifest = {"features/extra/feature.toml": f"{HEAD}{said}\n[sections{REST}"}
    return write_pack(root, {}, small.OWNERSHIP, {**small.FILES, NAME: REVISION, **manifest, **texts})


@pytest.fixture
def project(shop: Workshop) -> Path:
    shop.release(release(shop.folder / "pack1", 1))
    return shop.new("git", spec_text())


def revisions(project: Path) -> dict[str, list[str]]:
    """Give what each revision does, by the end of its file's name."""
    found = sorted((project / "migrations/versions").iterdir())
    return {
        path.stem.partition("_")[2].partition("_")[2] or path.stem: [
            line for line in path.read_text().splitlines() if not line.startswith("revision") and line.strip()
        ]
        for path in found
    }


FIRST: Mapping[str, list[str]] = {"0001_initial": ["# back"]}
ADDED = {**FIRST, "add_extra": ['do("upgrade 1")', "# back", 'do("downgrade 1")']}


def test_it_comes_with_the_feature_and_goes_with_a_word(shop: Workshop, project: Path) -> None:
    assert revisions(project) == FIRST
    done = shop.scaffold("add", "extra")
    assert done.code == 0
    assert re.search(r"_add_extra.py +extra.on changed;", done.out)
    shop.commit()
    assert revisions(project) == ADDED
    assert "[history.stored]\nextra = 1\n" in (project / ".scaffold/lock.toml").read_text()
    assert shop.scaffold("update").out == "thing-service is up to date\n"
    before = standing(project)
    refused = shop.scaffold("remove", "extra")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "error: extra is off, and what it stored goes with it\n  --drop extra\n"
    assert standing(project) == before
    told = json.loads(shop.scaffold("remove", "extra", "--json").out)
    assert told["diagnostics"][0]["options"] == ["--drop extra"]
    done = shop.scaffold("remove", "extra", "--drop", "extra")
    assert done.code == 0, done.err
    assert revisions(project) == {**ADDED, "remove_extra": ['do("downgrade 1")', "# back", 'do("upgrade 1")']}
    shop.commit()
    assert shop.scaffold("update").out == "thing-service is up to date\n"
    assert shop.scaffold("add", "extra").code == 0
    assert len(list((project / "migrations/versions").iterdir())) == 4


def test_it_is_there_from_the_start(shop: Workshop) -> None:
    shop.release(release(shop.folder / "pack1", 2))
    project = shop.new("git", spec_text(more="[extra]\non: true\n\n"))
    made = ['do("upgrade 1")', 'do("upgrade 2")', "# back", 'do("downgrade 2")', 'do("downgrade 1")']
    assert revisions(project) == {"0001_initial": made}
    assert shop.scaffold("status").code == 0


def test_a_release_raises_its_version(shop: Workshop, project: Path) -> None:
    assert shop.scaffold("add", "extra").code == 0
    shop.commit()
    shop.release(release(shop.folder / "pack2", 3))
    assert shop.scaffold("update", "--check").code == 4
    assert shop.scaffold("update").code == 0
    raised = ['do("upgrade 2")', 'do("upgrade 3")', "# back", 'do("downgrade 3")', 'do("downgrade 2")']
    assert revisions(project) == {**ADDED, "change_extra": raised}


def test_a_feature_that_stores_nothing_needs_no_word(shop: Workshop) -> None:
    shop.release(release(shop.folder / "pack1", 0))
    project = shop.new("git", spec_text(more="[extra]\non: true\n\n"))
    assert shop.scaffold("remove", "extra").code == 0
    assert revisions(project) == FIRST
    assert "stored" not in (project / ".scaffold/lock.toml").read_text()


@pytest.mark.parametrize("command", [("update", "--drop", "extra"), ("status",), ("remove", "extra")])
def test_templates_that_lost_the_feature_are_refused_before_anything_is_written(
    command: tuple[str, ...], shop: Workshop, project: Path
) -> None:
    assert shop.scaffold("add", "extra").code == 0
    shop.commit()
    pack = release(shop.folder / "pack2", 0)
    if command[0] != "remove":
        (project / "service.tusk").write_text(spec_text())
        shop.commit()
        shutil.rmtree(pack / "features/extra")
    before = standing(project)
    shop.release(pack)
    result = shop.scaffold(*command)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("error: feature 'extra'")
    assert "revision 0002_" in result.err
    assert "  hint: take " in result.err
    assert standing(project) == before


def test_two_branches_that_added_it_are_told_how_to_come_together(shop: Workshop, project: Path) -> None:
    for name, entity in (("one", "tool"), ("other", "part")):
        git(project, "switch", "--quiet", "--create", name, "main")
        more = {"thing": {"name": "string(80)"}, entity: {"name": "string(80)"}}
        (project / "service.tusk").write_text(spec_text(entities=more))
        assert shop.scaffold("update", "--allow-dirty").code == 0
        shop.commit()
        assert shop.scaffold("add", "extra").code == 0
        shop.commit()
    git(project, "merge", "--quiet", "one", check=False)
    for path in ("service.tusk", ".scaffold/lock.toml"):
        git(project, "checkout", "--ours", path)
    result = shop.scaffold("repair")
    assert result.code == 1
    assert "two branches added what extra stores; that can run only once" in result.err
    assert "take its update back" in result.err
