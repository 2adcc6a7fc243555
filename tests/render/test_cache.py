"""The cache of compiled templates: right whatever its file holds, and never in the way."""

import importlib.util
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jinja2
import pytest

from scaffold.render import render
from scaffold.render.cache import MAX_ENTRIES, CodeCache, Compiled
from tests.render.packs import Catalog, catalog, feature, spec


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def pack(tmp_path: Path) -> Catalog:
    files = {"files/{{ service.name }}.jinja": "{{ slot('x') }}\n", "slots/x.jinja": "{{ service.title }}\n"}
    return catalog(feature(tmp_path, "service", files))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the names of the templates that are compiled."""
    names: list[str] = []
    original = jinja2.Environment.compile

    def spy(self, source, name=None, *rest, **options):  # type: ignore[no-untyped-def]
        names.append(name)
        return original(self, source, name, *rest, **options)

    monkeypatch.setattr(jinja2.Environment, "compile", spy)
    return names


def made(pack: Catalog) -> bytes:
    return render(spec("service"), pack).files["user-service"].content


def cache_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_the_second_run_compiles_nothing(folder: Path, pack: Catalog, compiled: list[str]) -> None:
    assert made(pack) == b"User Service\n"
    assert len(compiled) == 3
    assert made(pack) == b"User Service\n"
    assert len(compiled) == 3


def test_a_changed_template_is_compiled_again(folder: Path, pack: Catalog, compiled: list[str]) -> None:
    made(pack)
    before = (pack.features["service"].root / "slots/x.jinja").stat()
    (pack.features["service"].root / "slots/x.jinja").write_text("{{ service.titlE }}\n".replace("E", "e") + "!\n")
    os.utime(pack.features["service"].root / "slots/x.jinja", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert made(pack) == b"User Service\n!\n"
    assert compiled[3:] == ["service/slots/x.jinja"]


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "noise", "other version", "folder"])
def test_a_damaged_cache_is_written_anew(folder: Path, pack: Catalog, compiled: list[str], damage: str) -> None:
    made(pack)
    file = cache_file(folder)
    data = file.read_bytes()
    if damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        middle = len(data) // 2
        file.write_bytes(
            {
                "empty": b"",
                "cut": data[:middle],
                "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
                "noise": os.urandom(4096),
                "other version": data.replace(b"scaffold ", b"scaffoId ", 1),
            }[damage]
        )
    assert made(pack) == b"User Service\n"
    again = len(compiled)
    assert again == 6 or (damage in {"cut", "flipped"} and again > 3)
    made(pack)
    assert len(compiled) == (9 if damage == "folder" else again)


def test_damage_anywhere_costs_only_time(folder: Path, pack: Catalog) -> None:
    made(pack)
    data = cache_file(folder).read_bytes()
    for place in range(0, len(data), 29):
        cache_file(folder).write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        assert made(pack) == b"User Service\n"
        cache_file(folder).write_bytes(data[:place])
        assert made(pack) == b"User Service\n"


def test_another_python_has_a_cache_of_its_own(
    folder: Path, pack: Catalog, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(pack)
    with monkeypatch.context() as patch:
        patch.setattr(importlib.util, "MAGIC_NUMBER", b"\0\0\r\n")
        made(pack)
    assert len(compiled) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX owners and modes")
def test_a_cache_that_others_could_write_is_not_read(folder: Path, pack: Catalog, compiled: list[str]) -> None:
    made(pack)
    cache_file(folder).chmod(0o666)
    made(pack)
    assert len(compiled) == 6
    assert cache_file(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["file", "dev"])
def test_a_cache_that_cannot_be_written_is_no_error(
    tmp_path: Path, pack: Catalog, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").write_text("")
    where = tmp_path / "file" / "below" if place == "file" else Path("/dev/null/x")
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(where))
    assert made(pack) == b"User Service\n"
    assert (tmp_path / "file").read_text() == ""


def test_a_full_disk_leaves_the_old_cache(folder: Path, pack: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    made(pack)
    before = cache_file(folder).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        (pack.features["service"].root / "slots/x.jinja").write_text("new\n")
        assert made(pack) == b"new\n"
    assert cache_file(folder).read_bytes() == before


def test_concurrent_writers_leave_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "c.bin"

    def write(number: int) -> None:
        for turn in range(10):
            cache = CodeCache(path)
            cache.put(CodeCache.key(str(number), str(turn)), Compiled(compile(str(number), "x", "eval")))
            cache.save()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert [file.name for file in tmp_path.iterdir()] == ["c.bin"]
    last = CodeCache(path)
    found = [last.get(CodeCache.key(str(number), "9")) for number in range(4)]
    assert any(entry is not None and eval(entry.code) == number for number, entry in enumerate(found))  # noqa: S307


def test_a_cache_that_grew_too_large_keeps_what_was_used(tmp_path: Path) -> None:
    path = tmp_path / "c.bin"
    code = Compiled(compile("1", "x", "eval"))
    cache = CodeCache(path)
    for number in range(MAX_ENTRIES):
        cache.put(CodeCache.key(str(number)), code)
    cache.save()
    cache = CodeCache(path)
    assert cache.get(CodeCache.key("7")) == code
    cache.put(CodeCache.key("new"), code)
    cache.save()
    cache = CodeCache(path)
    assert [cache.get(CodeCache.key(name)) is not None for name in ("7", "new", "8")] == [True, True, False]
