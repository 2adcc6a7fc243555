"""A feature's `prepare/`: a package that is data, with relative imports and cached code."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.catalog.listing import list_packs
from scaffold.render import RenderError, render
from scaffold.render.cache import CodeCache
from tests.render.packs import Feature, catalog, feature, spec

PACKAGE = {
    "prepare/__init__.py": (
        "from .columns import Column\nfrom . import names\n\n"
        "def prepare(spec):\n    return {'column': Column(names.NAME), 'late': names.late()}\n"
    ),
    "prepare/columns.py": (
        "from dataclasses import dataclass\nfrom .deep.kinds import KIND\n\n"
        "@dataclass(frozen=True)\nclass Column:\n    name: 'str'\n    kind: str = KIND\n"
    ),
    "prepare/names.py": (
        "NAME = 'email'\n\ndef late():\n    from .deep import kinds\n    return kinds.__name__.split('.', 1)[1]\n"
    ),
    "prepare/deep/__init__.py": "",
    "prepare/deep/kinds.py": "KIND = 'text'\n",
    "files/f.jinja": "{{ column.name }} {{ column.kind }} {{ late }}\n",
}


def rendered(*features: Feature) -> str:
    return render(spec(*(f.name for f in features)), catalog(*features)).files["f"].content.decode()


def test_modules_import_each_other(tmp_path: Path) -> None:
    assert rendered(feature(tmp_path, "service", PACKAGE)) == "email text deep.kinds\n"


def test_nothing_is_left_in_the_templates_folder_or_on_the_import_path(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", PACKAGE)
    finders, path = list(sys.meta_path), list(sys.path)
    rendered(base)
    assert (sys.meta_path, sys.path) == (finders, path)
    assert not list(base.root.rglob("__pycache__"))


def test_a_module_keeps_nothing_of_the_run_that_loaded_it(tmp_path: Path) -> None:
    gc.collect()
    before = [each for each in gc.get_objects() if isinstance(each, CodeCache)]
    rendered(feature(tmp_path, "service", PACKAGE))
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, CodeCache)] == before


def test_packages_of_two_features_do_not_meet(tmp_path: Path) -> None:
    other = {
        "prepare/__init__.py": "from .columns import WORD\ndef prepare(spec):\n    return {'word': WORD}\n",
        "prepare/columns.py": "WORD = 'other'\n",
        "files/g.jinja": "{{ word }}\n",
    }
    features = feature(tmp_path, "service", PACKAGE), feature(tmp_path, "other", other)
    tree = render(spec("service", "other"), catalog(*features))
    assert [file.content for file in tree.files.values()] == [b"email text deep.kinds\n", b"other\n"]


def test_a_changed_module_is_seen_by_the_next_run(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", PACKAGE)
    rendered(base)
    (base.root / "prepare/names.py").write_text(PACKAGE["prepare/names.py"].replace("email", "phone"))
    assert rendered(base) == "phone text deep.kinds\n"


def test_code_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = feature(tmp_path, "service", PACKAGE)
    rendered(base)

    def refuse(source: str, path: str, *_: object, **__: object) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("scaffold.render.modules.compile", refuse, raising=False)
    assert rendered(base) == "email text deep.kinds\n"


@pytest.mark.parametrize(
    ("module", "text", "message"),
    [
        ("columns", "\n\n1/0\n", "feature 'service', prepare/columns.py, line 3: ZeroDivisionError"),
        ("columns", "x = (\n", "feature 'service', prepare/columns.py, line 1: '(' was never closed"),
        ("columns", "Column = None\n", "feature 'service', prepare/__init__.py, line 5: TypeError"),
        ("names", "from .nowhere import x\n", "prepare/names.py, line 1: ModuleNotFoundError"),
        ("names", "NAME = ''\n\ndef late():\n    raise ValueError('no')\n", "prepare/names.py, line 4: ValueError: no"),
        ("__init__", "prepare = 1\n", "prepare/__init__.py: has no function prepare(spec)"),
        ("__init__", "def prepare(spec):\n    return {'spec': 1}\n", "prepare/__init__.py: the name 'spec' is taken"),
    ],
)
def test_an_error_names_its_module(tmp_path: Path, module: str, text: str, message: str) -> None:
    base = feature(tmp_path, "service", {**PACKAGE, f"prepare/{module}.py": text})
    with pytest.raises(RenderError) as caught:
        rendered(base)
    assert message in str(caught.value)


def test_the_catalogue_lists_no_prepare_code(tmp_path: Path) -> None:
    base = feature(tmp_path / "features", "service", {**PACKAGE, "feature.toml": "name = 'service'\n"})
    listing = list_packs([tmp_path])
    assert listing.problems == ()
    assert [(folder.root, folder.files) for folder in listing.folders] == [(base.root, ("f.jinja",))]
    assert "prepare" not in listing.fingerprint


def test_a_warm_process_needs_no_compiler_and_prints_the_same(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", PACKAGE)
    program = (
        "import sys\nfrom pathlib import Path\nfrom scaffold.render import render\n"
        "from tests.render.packs import catalog, feature, spec\n"
        f"base = feature(Path({str(tmp_path)!r}), 'service', {PACKAGE!r})\n"
        "sys.stdout.write(render(spec('service'), catalog(base)).files['f'].content.decode())\n"
    )
    root = Path(__file__).resolve().parents[2]
    first, second = (
        subprocess.run([sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    )
    assert first == second == rendered(base)
