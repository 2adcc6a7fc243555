"""Packs of our own format, from a folder or a repository."""

from pathlib import Path

import pytest

from scaffold.foreign import PackError, UntrustedError, find_pack, load_packs, newer_pack, recorded_pack, render_pack
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.foreign.conftest import Release, write

STYLE = 'name = "style"\ntitle = "House style"\ndoc = "What our company adds."\nneeds = ["service"]\n'
HOUSE = {
    "service/files/README.md.jinja": "# {{ service.title }}, ours\n",
    "features/style/feature.toml": STYLE,
    "features/style/files/STYLE.md.jinja": "{{ service.name }}\n",
}


def test_a_house_pack_from_a_url_lies_over_the_built_in_templates(tmp_path: Path, release: Release) -> None:
    release("house", HOUSE, "v1.0.0")
    pack = find_pack(f"file://{tmp_path}/repositories/house")
    assert (pack.kind, pack.version) == ("scaffold", "v1.0.0")
    catalog = load_packs([pack])
    files = render(check(parse(""), catalog, name="shop-service"), catalog).files
    assert (files["README.md"].content, files["STYLE.md"].content) == (b"# Shop Service, ours\n", b"shop-service\n")
    release("house", {"features/style/files/STYLE.md.jinja": "second\n"}, "v1.1.0")
    newer = load_packs([newer_pack(pack.record)])
    assert render(check(parse(""), newer, name="shop-service"), newer).files["STYLE.md"].content == b"second\n"
    assert recorded_pack(pack.record).root == pack.root


def test_python_of_a_pack_needs_trust(tmp_path: Path) -> None:
    code = "def prepare(spec):\n    return {'motto': 'less'}\n"
    files = {**HOUSE, "features/style/prepare.py": code, "features/style/files/STYLE.md.jinja": "{{ motto }}\n"}
    pack = find_pack(str(write(tmp_path / "house", files)))
    with pytest.raises(UntrustedError) as caught:
        load_packs([pack])
    assert caught.value.wants == ("Python: features/style/prepare.py",)
    catalog = load_packs([pack], trust=True)
    assert render(check(parse(""), catalog, name="shop-service"), catalog).files["STYLE.md"].content == b"less\n"


def test_templates_of_a_pack_are_in_the_sandbox(tmp_path: Path) -> None:
    files = {**HOUSE, "features/style/files/STYLE.md.jinja": "{{ ''.__class__.__mro__ }}\n"}
    catalog = load_packs([find_pack(str(write(tmp_path / "house", files)))])
    with pytest.raises(Exception, match="unsafe"):
        render(check(parse(""), catalog, name="shop-service"), catalog)


def test_formats_are_not_mixed_up(tmp_path: Path, copier_pack: Path) -> None:
    with pytest.raises(PackError, match="is a copier template"):
        load_packs([find_pack(str(copier_pack))])
    with pytest.raises(PackError, match="rendered with a spec"):
        render_pack(find_pack(str(write(tmp_path / "house", HOUSE))).record)
