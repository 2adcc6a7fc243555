"""The kept catalogue: fast when it is right, never wrong, never an error."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.catalog import Catalog, CatalogError, builtin_root, load_catalog
from scaffold.catalog.cache import cache_folder
from tests.catalog.conftest import Pack

ONE = 'name = "x"\ntitle = "The x"\ndoc = "One paragraph."\n'


def kept(cache: Path) -> Path:
    (file,) = cache.glob("catalog-*.json")
    return file


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Catalog:
        raise AssertionError("the manifests were read")

    monkeypatch.setattr("scaffold.catalog.assembly.assemble", fail)


def test_gives_the_same_catalogue_without_reading_a_manifest(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_catalog()
    assert kept(cache).is_file()
    forbid_reading(monkeypatch)
    assert load_catalog() == first


CHANGES: dict[str, Callable[[Path], object]] = {
    "another manifest": lambda root: (root / "features/x/feature.toml").write_text(ONE + 'status = "planned"\n'),
    "a new file": lambda root: (root / "features/x/files/new.txt").write_text(""),
    "a file gone": lambda root: (root / "features/x/files/old.txt").unlink(),
    "a new slot": lambda root: (root / "features/x/slots/s.jinja").write_text(""),
    "other tested versions": lambda root: (root / "tested.toml").write_text('y = ">=1,<2"\n'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_notices(change: str, pack: Pack) -> None:
    root = pack(
        {
            "features/x/feature.toml": ONE,
            "features/x/files/old.txt": "",
            "features/x/slots/t.jinja": "",
            "tested.toml": "",
        }
    )
    before = load_catalog([root])
    CHANGES[change](root)
    assert load_catalog([root]) != before


def test_notices_that_a_text_of_what_is_stored_is_gone(pack: Pack) -> None:
    texts = [f"features/x/stored/1/{name}.jinja" for name in ("upgrade", "downgrade")]
    root = pack({"features/x/feature.toml": f"{ONE}stored = 1\n", **dict.fromkeys(texts, "")})
    first = load_catalog([root])
    assert load_catalog([root]).features["x"].stored_texts == ("1/downgrade.jinja", "1/upgrade.jinja")
    assert load_catalog([root]) == first
    (root / texts[1]).unlink()
    with pytest.raises(CatalogError, match="there is no stored/1/downgrade"):
        load_catalog([root])


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "not JSON": lambda data: b"\x80\x04" + data,
    "not UTF-8": lambda data: data.replace(b"doc", b"\xff\xfe"),
    "another shape": lambda _: b"[1, 2]",
    "null": lambda _: b"null",
    "other fields": lambda data: data.replace(b'"title"', b'"titel"'),
    "a list where a map was": lambda data: data.replace(b'"settings":[]', b'"settings":7'),
    "too deep": lambda _: b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_survives_a_cache_that_is(damage: str, pack: Pack, cache: Path) -> None:
    root = pack({"features/x/feature.toml": ONE})
    before = load_catalog([root])
    kept(cache).write_bytes(DAMAGE[damage](kept(cache).read_bytes()))
    assert load_catalog([root]) == before
    assert json.loads(kept(cache).read_bytes())["catalog"]["features"]["x"]["title"] == "The x"


def test_survives_a_cache_that_cannot_be_written(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert "x" in load_catalog([pack({"features/x/feature.toml": ONE})]).features


def test_leaves_no_other_file_behind(pack: Pack, cache: Path) -> None:
    load_catalog([pack({"features/x/feature.toml": ONE})])
    assert [file.name[:8] for file in cache.iterdir()] == ["catalog-"]


def test_another_version_of_scaffold_reads_again(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    root = pack({"features/x/feature.toml": ONE})
    load_catalog([root])
    monkeypatch.setattr("scaffold.catalog.cache.__version__", "9.9.9")
    forbid_reading(monkeypatch)
    with pytest.raises(AssertionError, match="the manifests were read"):
        load_catalog([root])


def test_a_pack_with_faults_is_not_kept(pack: Pack, cache: Path) -> None:
    root = pack({"features/x/feature.toml": "name ="})
    with pytest.raises(Exception, match="F002"):
        load_catalog([root])
    assert not cache.exists()


def test_no_home_no_cache(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("SCAFFOLD_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder() is None
    assert "x" in load_catalog([pack({"features/x/feature.toml": ONE})]).features


@pytest.mark.parametrize(
    ("platform", "folder"),
    [("darwin", "/home/me/Library/Caches/scaffold"), ("win32", "/home/me/AppData/Local/scaffold")],
)
def test_folder_elsewhere(platform: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SCAFFOLD_CACHE_DIR", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr("sys.platform", platform)
    assert cache_folder() == Path(folder)


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"SCAFFOLD_CACHE_DIR": "/own"}, "/own"),
        ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/scaffold"),
        ({"XDG_CACHE_HOME": "relative"}, "/home/me/.cache/scaffold"),
        ({}, "/home/me/.cache/scaffold"),
    ],
)
def test_folder(variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("SCAFFOLD_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/me")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(folder)


def test_the_start_imports_no_pydantic(cache: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from scaffold.catalog import load_catalog; load_catalog(); "
        "print([m for m in ('pydantic', 'tomllib') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(builtin_root().parent)}
    outputs = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert [output.strip() for output in outputs] == ["['pydantic', 'tomllib']", "[]"]
