"""Files: what can go wrong with one, and what it may include."""

import os
from pathlib import Path

import pytest

from scaffold.tusk import TuskError, dumps, load, parse
from scaffold.tusk.limits import MAX_BYTES


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "main.tusk"


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.tusk"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: \xc3\xa9\r\n")
    document = load(path)
    assert dumps(document).encode() == path.read_bytes()
    assert document.root.value == {"a": 1, "b": "é"}
    assert document.source == str(path)


def test_a_bad_byte_is_reported_with_its_position(tmp_path: Path) -> None:
    path = tmp_path / "a.tusk"
    path.write_bytes("a: 1\nb: é".encode() + b"\xff\n")
    [found] = load(path).diagnostics
    assert found.code == "T001"
    assert (found.location.line, found.location.column) == (2, 5)
    assert "0xFF at offset 10" in found.message


def test_utf_16_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.tusk"
    path.write_bytes("a: 1\n".encode("utf-16"))
    [found] = load(path).diagnostics
    assert "UTF-16" in (found.hint or "")


def test_a_file_that_cannot_be_read_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing.tusk", ".", "loop", "pipe", "nul\0"):
        [found] = load(tmp_path / name).diagnostics
        assert found.code == "T003", name


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tusk"
    path.write_text("#" * (MAX_BYTES + 1))
    assert [found.code for found in load(path).diagnostics] == ["T002"]
    path.write_text("#" * MAX_BYTES)
    assert load(path).diagnostics == ()


def test_includes_are_merged(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        {
            "main.tusk": '@include "base.tusk"\n[a]\nx: $shared\n@include "deep/more.tusk"\ny: 2\n',
            "base.tusk": "$shared: 5\n[a]\nw: 0",
            "deep/more.tusk": '[b]\nz: 3\n@include "last.md"\n',
            "deep/last.md": "text\n```\n[c]\nq: 4\n```\n",
        },
    )
    document = load(main)
    assert document.diagnostics == ()
    assert document.root.value == {"a": {"w": 0, "x": 5, "y": 2}, "b": {"z": 3}, "c": {"q": 4}}
    assert [path.name for path in document.includes] == ["base.tusk", "more.tusk", "last.md"]
    assert dumps(document) == main.read_text()
    assert document.locate(document.find(("c", "q")) or pytest.fail("lost")).source == str(tmp_path / "deep/last.md")


def test_errors_in_an_included_file_name_it(tmp_path: Path) -> None:
    main = write(tmp_path, {"main.tusk": 'a: 1\n@include "b.tusk"\n', "b.tusk": "\na: 2\nb\n"})
    clash, line = load(main).diagnostics
    assert (clash.code, clash.location.source, clash.location.line) == ("T030", str(tmp_path / "b.tusk"), 2)
    assert clash.related[0].source == str(main)
    assert (line.code, line.location.line) == ("T010", 3)


def test_a_file_included_twice_is_read_once(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        {"main.tusk": '@include "b.tusk"\n@include "c.tusk"\n', "b.tusk": '@include "c.tusk"\n', "c.tusk": "a: 1\n"},
    )
    assert load(main).diagnostics == ()


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("missing.tusk", "T070"),
        ("", "T073"),
        ("/etc/passwd", "T073"),
        ("a\\\\b", "T073"),
        ("../outside.tusk", "T071"),
        ("deep/../../outside.tusk", "T071"),
        ("link.tusk", "T071"),
        ("linked/outside.tusk", "T071"),
        ("main.tusk", "T072"),
        ("cycle.tusk", "T072"),
        ("deep", "T070"),
        ("bad.tusk", "T070"),
        ("circle", "T070"),
    ],
)
def test_an_include_that_cannot_be_read_is_an_error(tmp_path: Path, target: str, code: str) -> None:
    (tmp_path / "outside.tusk").write_text("secret: 1\n")
    main = write(
        tmp_path / "spec",
        {"main.tusk": f"@include '{target}'\na: 1\n", "cycle.tusk": '@include "main.tusk"\n', "deep/x.tusk": ""},
    )
    (tmp_path / "spec" / "link.tusk").symlink_to("../outside.tusk")
    (tmp_path / "spec" / "linked").symlink_to("..")
    (tmp_path / "spec" / "circle").symlink_to("circle")
    (tmp_path / "spec" / "bad.tusk").write_bytes(b"\xff")
    document = load(main)
    assert [found.code for found in document.diagnostics] == [code]
    assert document.root.value == {"a": 1}


def test_a_wider_root_may_be_given(tmp_path: Path) -> None:
    main = write(tmp_path, {"spec/main.tusk": '@include "../b.tusk"\n', "b.tusk": "b: 1\n"}).parent / "spec/main.tusk"
    assert load(main, root=tmp_path).root.value == {"b": 1}


def test_chains_of_includes_end(tmp_path: Path) -> None:
    files = {f"{number}.tusk": f'@include "{number + 1}.tusk"\n' for number in range(200)}
    write(tmp_path, files)
    assert [found.code for found in load(tmp_path / "0.tusk").diagnostics] == ["T073"]
    wide = write(tmp_path, {"main.tusk": "".join(f'@include "w{number}.tusk"\n' for number in range(150))})
    write(tmp_path, {f"w{number}.tusk": f"k{number}: 1\n" for number in range(150)})
    assert {found.code for found in load(wide).diagnostics} == {"T073"}


def test_an_include_inside_a_block_or_a_text_is_refused(tmp_path: Path) -> None:
    main = write(tmp_path, {"main.tusk": 'a:\n  @include "b.tusk"\nc {\n@include "b.tusk"\n}\n', "b.tusk": "b: 1\n"})
    assert [(found.code, found.location.line) for found in load(main).diagnostics] == [("T074", 2), ("T074", 4)]
    assert [found.code for found in parse('@include "b.tusk"\n').diagnostics] == ["T073"]


def test_edits_keep_to_the_main_file(tmp_path: Path) -> None:
    main = write(tmp_path, {"main.tusk": '@include "b.tusk"\n[a]\nx: $v\n', "b.tusk": "$v: 1\n[b]\ny: 2\n"})
    document = load(main)
    assert document.with_value(("a", "x"), 3).text == '@include "b.tusk"\n[a]\nx: 3\n'
    for path in (("b", "y"), ("b", "z")):
        with pytest.raises(TuskError, match="another file"):
            document.with_value(path, 5)
    with pytest.raises(TuskError):
        document.without(("b", "y"))
