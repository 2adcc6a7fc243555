"""No template path and no key of a recorded release may go without a record that says where."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.catalog import Catalog, load_catalog
from scaffold.catalog.releases import Release, read_release, release_of, release_text, template_moves, unexplained
from tests.releases.recording import FOLDER, record, unpack, versions

RECORDS = sorted(FOLDER.glob("*.toml"))


def test_there_is_a_record_with_an_archive_for_each_release() -> None:
    assert [file.stem for file in RECORDS] == versions() != []


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_what_a_release_had_is_there_or_its_way_is_recorded(file: Path) -> None:
    lost = unexplained(read_release(file), load_catalog())
    hint = f"record it in feature.toml; if {file.stem} is not released yet: script/record_release --replace"
    assert not lost, "\n".join([*lost, hint])


def test_a_record_reads_back_and_an_archive_is_the_same_each_time(tmp_path: Path) -> None:
    first = record("9.9.9", tmp_path)
    contents = [file.read_bytes() for file in first]
    assert [file.read_bytes() for file in record("9.9.9", tmp_path, replace=True)] == contents
    release = read_release(first[0])
    assert release == release_of(load_catalog(), "9.9.9")
    root = unpack("9.9.9", tmp_path / "out", tmp_path) / "templates"
    assert release_of(load_catalog([root], trusted=[root]), "9.9.9") == release
    with pytest.raises(FileExistsError):
        record("9.9.9", tmp_path)


SECTIONS = """\
[sections.server]
doc = "Where it listens."
[sections.server.keys.port]
type = "port"
also = ["tcp"]
doc = "The port."
"""
RELEASE = Release(
    "0.1.0", ("other/files/x", "service/files/a/1", "service/files/a/2", "service/files/b"), ("server", "server.port")
)
BEFORE = {"files": ("a/1", "a/2", "b"), "records": "", "sections": SECTIONS, "other": ("x",)}


def moves(version: str, source: str, target: str, feature: str = "") -> str:
    whose = f'feature = "{feature}"\n' if feature else ""
    return f'[[moves]]\nsince = "{version}"\nfrom = "files/{source}"\nto = "files/{target}"\n{whose}'


def catalog_of(root: Path, change: Mapping[str, object]) -> Catalog:
    state = {**BEFORE, **change}
    for name, files, rest in (("service", "files", f"{state['records']}{state['sections']}"), ("other", "other", "")):
        folder = root / name if name == "service" else root / "features" / name
        folder.mkdir(parents=True)
        (folder / "feature.toml").write_text(f'name = "{name}"\ntitle = "{name}"\ndoc = "A feature."\n{rest}')
        listed = state[files]
        assert isinstance(listed, tuple)
        for path in listed:
            (folder / "files" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "files" / path).write_text("x")
    return load_catalog([root])


def stored(*versions: int, name: str = "box") -> dict[str, str]:
    manifest = f'name = "{name}"\ntitle = "{name}"\ndoc = "A feature."\nstored = {len(versions)}\n'
    texts = {f"stored/{n}/{way}.jinja": "" for n in versions for way in ("upgrade", "downgrade")}
    return {f"features/{name}/{path}": text for path, text in {"feature.toml": manifest, **texts}.items()}


@pytest.mark.parametrize("record", ["", '[[removed]]\nsince = "0.2"\nreason = "nobody needs it"\n'])
def test_no_record_explains_a_text_that_migrations_are_made_of(
    record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))

    def catalog(folder: str, files: Mapping[str, str]) -> Catalog:
        for path, text in files.items():
            (tmp_path / folder / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / path).write_text(text)
        return load_catalog([tmp_path / folder])

    release = release_of(catalog("first", stored(1, 2)), "0.1.0")
    assert release.templates == tuple(f"box/stored/{n}/{way}.jinja" for n in (1, 2) for way in ("downgrade", "upgrade"))
    assert read_release_of(release, tmp_path) == release
    assert unexplained(release, catalog("more", stored(1, 2, 3))) == []
    less = stored(1)
    less["features/box/feature.toml"] += record and f'{record}template = "stored/2/"\n'
    gone = [f"the template box/stored/2/{way}.jinja is gone" for way in ("downgrade", "upgrade")]
    assert unexplained(release, catalog("less", less)) == gone


def read_release_of(release: Release, folder: Path) -> Release:
    (folder / "release.toml").write_text(release_text(release))
    return read_release(folder / "release.toml")


GONE_A = ["the template service/files/a/1 is gone", "the template service/files/a/2 is gone"]
CASES: dict[str, tuple[Mapping[str, object], list[str]]] = {
    "nothing changed": ({}, []),
    "more": ({"files": ("a/1", "a/2", "b", "c")}, []),
    "a template is gone": ({"files": ("a/1", "a/2")}, ["the template service/files/b is gone"]),
    "a folder moved": ({"files": ("c/1", "c/2", "b"), "records": moves("0.2", "a/", "c/")}, []),
    "a folder moved in part": (
        {"files": ("c/1", "b"), "records": moves("0.2", "a/", "c/")},
        ["the template service/files/a/2 is gone"],
    ),
    "a record that is older than the release": (
        {"files": ("c/1", "c/2", "b"), "records": moves("0.1", "a/", "c/")},
        GONE_A,
    ),
    "moved twice": (
        {"files": ("d", "a/1", "a/2"), "records": moves("0.10", "c", "d") + moves("0.2", "b", "c")},
        [],
    ),
    "from another feature": (
        {"files": ("a/1", "a/2", "b", "x"), "other": (), "records": moves("0.2", "x", "x", "other")},
        [],
    ),
    "given up": (
        {
            "files": ("b",),
            "records": '[[removed]]\nsince = "0.2"\ntemplate = "files/a/"\nreason = "nobody needs it"\n',
        },
        [],
    ),
    "a key is gone": (
        {"sections": SECTIONS.replace("keys.port", "keys.door").replace('also = ["tcp"]\n', "")},
        ["the key server.port of the spec is gone"],
    ),
    "a key is another name of a new one": (
        {"sections": SECTIONS.replace("keys.port", "keys.door").replace("tcp", "port")},
        [],
    ),
    "a key has a new name": (
        {
            "sections": SECTIONS.replace("keys.port", "keys.door"),
            "records": '[[renamed]]\nsince = "0.2"\nfrom = "server.port"\nto = "server.door"\n',
        },
        [],
    ),
    "a section has a new name": (
        {
            "sections": SECTIONS.replace("sections.server", "sections.listen"),
            "records": '[[renamed]]\nsince = "0.2"\nfrom = "server"\nto = "listen"\n',
        },
        [],
    ),
    "a section is given up": (
        {"sections": "", "records": '[[removed]]\nsince = "0.2"\nkey = "server"\nreason = "nobody needs it"\n'},
        [],
    ),
    "a section is gone": (
        {"sections": ""},
        ["the key server of the spec is gone", "the key server.port of the spec is gone"],
    ),
}


@pytest.mark.parametrize(("change", "expected"), CASES.values(), ids=CASES)
def test_what_is_gone_without_a_record_is_named(
    change: Mapping[str, object], expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    assert unexplained(RELEASE, catalog_of(tmp_path / "pack", change)) == expected


def test_only_what_moved_after_the_projects_version_is_a_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    records = moves("0.2", "a/", "c/") + moves("0.3", "c/1", "d")
    catalog = catalog_of(tmp_path / "pack", {"files": ("c/2", "d", "b"), "records": records})
    known = [("service", f"files/{path}") for path in ("a/1", "a/2", "b", "c/1", "c/2")]
    to_d = {("service", "files/c/1"): ("service", "files/d")}
    assert template_moves(catalog, "0.1.0", known) == to_d | {
        ("service", "files/a/1"): ("service", "files/d"),
        ("service", "files/a/2"): ("service", "files/c/2"),
    }
    assert template_moves(catalog, "0.2.0", known) == to_d
    assert template_moves(catalog, "0.3.0.dev1", known) == {}


def test_a_record_is_plain_text_that_changes_by_lines() -> None:
    text = release_text(Release("1.0", ('a/files/{{ "x" }}', "b/files/y\\z"), ("k",)))
    assert 'a/files/{{ \\"x\\" }}' in text
    assert text.count("\n") == 10
