"""Caches that somebody else could write: nothing in them is believed."""

import json
import os
from pathlib import Path

import pytest

from scaffold.catalog import builtin_root, load_catalog
from scaffold.catalog.cache import cache_folder
from scaffold.foreign import PackError, find_pack
from tests.cli.conftest import Run, _git_of_a_known_user, pack, scaffold, work

__all__ = ["_git_of_a_known_user", "pack", "scaffold", "work"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes")


def changed(cache: Path) -> None:
    """Let a kept catalogue lead to templates elsewhere."""
    (file,) = cache.glob("catalog-*.json")
    data = json.loads(file.read_text())
    data["catalog"]["features"]["service"]["root"] = "/elsewhere"
    file.write_text(json.dumps(data))


def test_a_kept_catalogue_is_read_where_nobody_else_can_write(cache: Path) -> None:
    load_catalog()
    changed(cache)
    assert load_catalog().features["service"].root == Path("/elsewhere")  # the test changes what it means to


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o757])
def test_a_kept_catalogue_of_an_open_folder_is_not_believed(cache: Path, mode: int) -> None:
    load_catalog()
    changed(cache)
    cache.chmod(mode)
    assert load_catalog().features["service"].root == builtin_root() / "service"


def test_a_kept_catalogue_that_others_can_write_is_not_believed(cache: Path) -> None:
    load_catalog()
    changed(cache)
    next(cache.glob("catalog-*.json")).chmod(0o666)
    assert load_catalog().features["service"].root == builtin_root() / "service"


def test_a_kept_tree_of_a_pack_is_not_believed(copier_pack: Path, cache: Path) -> None:
    root = find_pack(str(copier_pack)).root
    (root / "evil").write_text("x")
    assert (find_pack(str(copier_pack)).root / "evil").exists()
    root.chmod(0o777)
    assert not (find_pack(str(copier_pack)).root / "evil").exists()


def test_a_file_of_somebody_else_in_a_kept_tree_is_not_believed(copier_pack: Path) -> None:
    root = find_pack(str(copier_pack)).root
    place = root / "template/evil"
    place.write_text("x")
    place.chmod(0o666)
    assert not (find_pack(str(copier_pack)).root / "template/evil").exists()


def test_a_mirror_that_others_can_write_is_made_anew(copier_pack: Path, cache: Path) -> None:
    find_pack(f"file://{copier_pack}")
    (mirror,) = (cache / "packs").glob("*.git")
    (mirror / "evil").write_text("x")
    mirror.chmod(0o777)
    find_pack(f"file://{copier_pack}")
    assert not (mirror / "evil").exists()


def test_packs_are_not_kept_where_others_can_write(copier_pack: Path, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    with pytest.raises(PackError, match=f"others can write to {cache}"):
        find_pack(str(copier_pack))


def test_in_a_shared_folder_packs_are_kept_in_the_users_own(copier_pack: Path, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o1777)
    own = cache / f"scaffold-{os.geteuid()}"
    assert find_pack(str(copier_pack)).root.is_relative_to(own)
    assert cache_folder() == own


def test_a_command_works_without_the_cache_and_says_so_once(
    scaffold: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(folder))
    result = scaffold("new", "thing-service", "--no-git")
    assert result.code == 0, result.err
    assert result.err.count(f"the cache is not used: others can write to {folder}") == 1
    assert not list(folder.iterdir())
