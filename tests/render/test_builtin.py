"""The templates that come with scaffold, read as they stand: what no single spec would show."""

import re
from pathlib import Path

import pytest

from scaffold.catalog import builtin_root, load_catalog
from scaffold.render.cache import CodeCache
from scaffold.render.templates import Library
from scaffold.system.catalogs import load_catalogs

ROOT = builtin_root()
TEMPLATES = sorted(ROOT.rglob("*.jinja"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_compiles(file: Path, tmp_path: Path) -> None:
    ((catalog, feature),) = (
        (catalog, feature)
        for catalog in load_catalogs(load_catalog())
        for feature in catalog.features.values()
        if file.is_relative_to(feature.root)
    )
    library = Library(catalog, CodeCache(tmp_path / "cache.bin"), {"imports": str})
    library.file(feature, file.relative_to(feature.root).as_posix())


def test_every_slot_that_is_filled_is_opened_somewhere() -> None:
    opened = {
        name
        for file in TEMPLATES
        for name in re.findall(r"""\bslot\(\s*["']([^"']+)["']\s*\)""", file.read_text(encoding="utf-8"))
    }
    filled = {(name, feature.name) for feature in load_catalog().features.values() for name in feature.slots}
    assert sorted((name, feature) for name, feature in filled if name not in opened) == []
