"""Packs over each other."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.catalog import CatalogError, builtin_root, load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.catalog.test_loading import BASE, manifest


def pack(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return pack(
        tmp_path / "base",
        {
            "service/feature.toml": BASE,
            "service/files/README.md.jinja": "# base {{ slot('more') }}\n",
            "service/files/a.txt": "base\n",
            "features/cache/feature.toml": manifest("cache", 'needs = ["service"]'),
            "features/cache/files/cache.txt": "base\n",
        },
    )


def texts(*roots: Path, trusted: tuple[Path, ...] = ()) -> dict[str, str]:
    catalog = load_catalog(roots, trusted=trusted)
    spec = check(parse("[service_config]\nport: 8001\n"), catalog, name="shop")
    assert not spec.has_errors, spec.diagnostics
    return {path: file.content.decode() for path, file in render(spec, catalog).files.items()}


def test_a_feature_of_the_same_name_is_replaced_in_its_place(base: Path, tmp_path: Path) -> None:
    files = {
        "features/cache/feature.toml": manifest("cache", 'needs = ["service"]'),
        "features/cache/files/other.txt": "house\n",
    }
    house = pack(tmp_path / "house", files)
    assert list(load_catalog([base, house]).features) == ["service", "cache"]
    assert texts(base, house) == {"README.md": "# base \n", "a.txt": "base\n", "other.txt": "house\n"}


def test_a_folder_without_manifest_lies_over_the_feature_of_its_name(base: Path, tmp_path: Path) -> None:
    house = pack(
        tmp_path / "house",
        {
            "service/files/README.md": "# house, and no template {{ x }}\n",
            "service/files/b.txt.jinja": "{{ service.name }}\n",
            "features/cache/files/cache.txt": "house\n",
        },
    )
    assert texts(base, house) == {
        "README.md": "# house, and no template {{ x }}\n",
        "a.txt": "base\n",
        "b.txt": "shop\n",
        "cache.txt": "house\n",
    }


def test_a_pack_adds_to_slots_by_a_feature_of_its_own_and_by_one_that_it_lies_over(base: Path, tmp_path: Path) -> None:
    house = pack(
        tmp_path / "house",
        {
            "features/style/feature.toml": manifest("style", 'needs = ["service"]'),
            "features/style/slots/more.jinja": "styled\n",
            "features/cache/slots/more.jinja": "cached\n",
        },
    )
    assert texts(base, house)["README.md"].split() == ["#", "base", "cached", "styled"]


def test_the_last_pack_wins_and_a_whole_feature_hides_what_lay_over_the_one_before(base: Path, tmp_path: Path) -> None:
    first = pack(tmp_path / "first", {"service/files/a.txt": "first\n", "features/cache/files/cache.txt": "first\n"})
    second = pack(
        tmp_path / "second",
        {
            "service/files/a.txt": "second\n",
            "features/cache/feature.toml": manifest("cache"),
            "features/cache/files/c": "c",
        },
    )
    assert texts(base, first, second) == {"README.md": "# base \n", "a.txt": "second\n", "c": "c"}


def test_what_lies_over_a_trusted_feature_is_in_the_sandbox_alone(base: Path, tmp_path: Path) -> None:
    house = pack(tmp_path / "house", {"service/files/b.txt.jinja": "{{ ''.__class__.__name__ }}\n"})
    service = load_catalog([base, house], trusted=[base]).features["service"]
    assert (service.trusts("files/README.md.jinja"), service.trusts("files/b.txt.jinja")) == (True, False)
    with pytest.raises(Exception, match="unsafe"):
        texts(base, house, trusted=(base,))
    assert texts(base, house, trusted=(base, house))["b.txt"] == "str\n"


def test_the_catalogue_in_the_cache_knows_layers_and_trust(base: Path, tmp_path: Path) -> None:
    house = pack(tmp_path / "house", {"service/files/a.txt": "house\n"})
    for trusted in ([base], [base, house], [base]):
        first = load_catalog([base, house], trusted=trusted)
        again = load_catalog([base, house], trusted=trusted)
        assert again == first
        assert again.features["service"].overlays[0].trusted == (house in trusted)
    (house / "service/files/new.txt").write_text("new")
    assert "new.txt" in load_catalog([base, house]).features["service"].files


FAULTS = {
    "a folder over nothing": ({"features/nothing/files/a": "a"}, r"F001.*there is no such file.*(?s:.*)no nothing"),
    "prepare alone": ({"service/prepare.py": "x"}, "cannot be replaced alone"),
}


@pytest.mark.parametrize(("files", "words"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_lie_over_a_feature(base: Path, tmp_path: Path, files: Mapping[str, str], words: str) -> None:
    with pytest.raises(CatalogError, match=words):
        load_catalog([base, pack(tmp_path / "house", files)])


def test_a_house_style_lies_over_the_built_in_templates(tmp_path: Path) -> None:
    house = pack(tmp_path / "house", {"service/files/README.md.jinja": "# {{ service.title }} of our house\n"})
    catalog = load_catalog([builtin_root(), house])
    files = render(check(parse(""), catalog, name="shop-service"), catalog).files
    assert files["README.md"].content == b"# Shop Service of our house\n"
    assert files["README.md"].origin.feature == "service"
    assert "pyproject.toml" in files
