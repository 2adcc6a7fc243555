"""A project, and its pack, in folders whose names have what git, shells and URLs take for signs of their own."""

import os
import sys
from pathlib import Path

import pytest

from scaffold.project.baseline import read_baseline
from scaffold.project.lock import read_lock
from tests.update.workshop import Workshop, everything, git, spec_text, write_pack

FOLDERS = ["100% größe x", ":(glob)*", "%s %(here)s $HOME", '"quoted" \\back', "-leading", "ümläut\u0301"]


@pytest.fixture(params=FOLDERS)
def odd(shop: Workshop, request: pytest.FixtureRequest) -> Path:
    shop.folder /= str(request.param)
    shop.folder.mkdir()
    return shop.folder


@pytest.mark.usefixtures("odd")
def test_a_projects_life(shop: Workshop) -> None:
    name = "größe 100% (x)/[a] $b.txt"
    more = {".gitignore": "*.env\n", "dev.env": "1\n"}
    shop.release(write_pack(shop.folder / "pack1", {**more, name: "one\ntwo\nthree\n", "b %s.txt": "1\n"}))
    project = shop.new("git", spec_text())
    assert shop.scaffold("status").code == 0
    shop.write({name: "one\nzwei\nthree\n"})
    shop.commit()
    before = everything(project)
    shop.release(write_pack(shop.folder / "pack2", {**more, name: "one\n2\nthree\n", "b %s.txt": "2\n"}))
    put = shop.scaffold("update", "--branch", "next")
    assert put.code == 3, put.err
    assert git(project, "show", "next:b %s.txt") == "2\n"
    assert shop.scaffold("update").code == 3
    unmerged = git(project, "diff", "-z", "--name-only", "--diff-filter=U")
    assert unmerged == f"{name}\0"
    assert shop.scaffold("update", "--undo").code == 0
    assert everything(project) == before
    assert shop.scaffold("update").code == 3
    shop.write({name: "settled\n"})
    assert shop.scaffold("update", "--continue").code == 0
    assert git(project, "ls-files", "--unmerged") == ""
    shop.commit()
    (project / ".scaffold/baseline.tar.xz").unlink()
    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    assert set(read_baseline(project, read_lock(project))) >= {name, "b %s.txt"}
    assert shop.scaffold("restore", name).code == 0
    assert (project / name).read_text() == "one\n2\nthree\n"


def test_a_pack_in_one(shop: Workshop) -> None:
    shop.folder /= "-100% größe $x"
    pack = shop.folder / "pack %41"
    pack.mkdir(parents=True)
    (pack / "copier.yml").write_text("name:\n  type: str\n  default: x\n")
    (pack / "{{ _copier_conf.answers_file }}.jinja").write_text("{{ _copier_answers|to_nice_yaml }}")
    (pack / "a.txt.jinja").write_text("{{ name }} 1\n")
    git(pack, "init", "--quiet")
    git(pack, "add", "--all")
    git(pack, "commit", "--quiet", "--message", "1")
    os.chdir(shop.folder)
    made = shop.scaffold("new", "service", "--pack", f"./{pack.name}")
    assert made.code == 0, made.err
    os.chdir("service")
    (pack / "a.txt.jinja").write_text("{{ name }} 2\n")
    git(pack, "commit", "--quiet", "--all", "--message", "2")
    updated = shop.scaffold("update")
    assert updated.code == 0, updated.err
    assert Path("a.txt").read_text() == "x 2\n"


@pytest.mark.usefixtures("odd")
def test_verify(shop: Workshop) -> None:
    command = f'\nverify = [{sys.executable!r}, "-c", "import here; assert here.A == 2"]\n'.replace("'", '"', 2)
    for number in (1, 2):
        root = write_pack(shop.folder / f"pack{number}", {"src/here.py": f"A = {number}\n"})
        manifest = root / "service/feature.toml"
        manifest.write_text(manifest.read_text().replace("\n[", f"{command}\n[", 1))
        shop.release(root)
        if number == 1:
            shop.new("git", spec_text())
    result = shop.scaffold("update", "--verify")
    assert result.code == 0, result.err
