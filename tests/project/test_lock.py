"""`.scaffold/lock.toml`: the same text for the same lock, and clear words for one that cannot be used."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold import __version__
from scaffold.evolution.model import Revision, Words
from scaffold.project import ProjectError, toml
from scaffold.project.confining import path_fault
from scaffold.project.lock import lock_text, parse_lock, read_lock
from scaffold.project.model import Lock, PackRecord, TrackedFile
from scaffold.spec.model import Entity, Field

USER = Entity("user", "users", "User", "User", "users", (Field("name", "string", length=120),))
REVISION = Revision("0a1b", "first", (), (USER,), Words(renames=(("user.a", "user.name"),)))
FULL = Lock(
    __version__,
    "a" * 64,
    "b" * 64,
    (
        PackRecord(
            "copier", "https://example.org/pack.git", "v1", "c" * 40, "d" * 64, trusted=True, answers={"a": None}
        ),
        PackRecord("scaffold", "../house-style", digest="e" * 64, answers={"list": [1, {"x": 'a "b" \\'}], "ö": "é\n"}),
    ),
    (REVISION, REVISION._replace(id="0b", parents=("0a1b",), words=Words())),
    {
        "README.md": TrackedFile("README.md", "1" * 64, 0o644, "merged", "service", "files/README.md"),
        "a b/ü=#.py": TrackedFile(
            "a b/ü=#.py", "2" * 64, 0o755, "seeded", "x", "files/{{ a }}.py.jinja", "user", at="c/ü.py"
        ),
        "requirements.lock": TrackedFile("requirements.lock", "3" * 64, 0o644, "derived", "service", "files/r"),
    },
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    data = lock_text(FULL)
    assert parse_lock(data, tmp_path) == FULL
    assert lock_text(parse_lock(data, tmp_path)) == data


def test_a_file_is_a_line_and_the_order_is_that_of_the_paths() -> None:
    reordered = FULL._replace(files=dict(sorted(FULL.files.items(), reverse=True)))
    assert lock_text(reordered) == lock_text(FULL)
    lines = lock_text(FULL).decode().partition("[files]\n")[2].splitlines()
    assert [line.split(" = {")[0].strip('"') for line in lines] == sorted(FULL.files)
    assert lines[0] == f'"README.md" = {{ sha256 = "{"1" * 64}", feature = "service" }}'


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DATA = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(TEXTS, DATA, max_size=4))
def test_any_data_is_valid_toml(data: dict[str, object]) -> None:
    assert tomllib.loads(f"value = {toml.inline(data)}")["value"] == data
    assert tomllib.loads(toml.table("each", data) + toml.table("each", data))["each"] == [data, data]


@settings(deadline=None)
@given(
    st.dictionaries(
        TEXTS.filter(lambda path: path_fault(path) is None), st.sampled_from(list(FULL.files.values())), max_size=5
    )
)
def test_any_paths(files: dict[str, TrackedFile]) -> None:
    lock = FULL._replace(files={path: file._replace(path=path, template=path) for path, file in files.items()})
    assert parse_lock(lock_text(lock), Path()) == lock


def test_a_name_that_is_no_text() -> None:
    moved = FULL.files["README.md"]._replace(at="caf\udce9.md")
    with pytest.raises(ProjectError, match="has a name that is not Unicode text"):
        lock_text(FULL._replace(files={"README.md": moved}))


TEXT = lock_text(FULL).decode()
FAULTS = {
    "not TOML": (TEXT + "x = = 1\n", r"is damaged: .*\(at line \d+, column \d+\)"),
    "cut": (TEXT[:-20], r"is damaged: .*"),
    "no format": (TEXT.replace("format = 1\n", ""), "is damaged: format must be 1, not None"),
    "a newer format": (
        TEXT.replace("format = 1", "format = 2").replace(f'"{__version__}"', '"99.1"'),
        "was written by scaffold 99.1; this is .*",
    ),
    "a newer scaffold": (TEXT.replace(f'"{__version__}"', '"99.0"'), "was written by scaffold 99.0; this is .*"),
    "no files": (TEXT.partition("[files]")[0], "is damaged: files must be a table"),
    "a short digest": (TEXT.replace("1" * 64, "1" * 63), "is damaged: README.md: sha256 must be 64 hexadecimal digits"),
    "a wrong mode": (
        TEXT.replace('"755"', '"777"'),
        "is damaged: .*: mode must be 644, 755 or 120000 .a link., not '777'",
    ),
    "a wrong ownership": (TEXT.replace("derived", "dreived"), "is damaged: .*ownership must be one of merged, .*"),
    "a wrong kind": (TEXT.replace('"copier"', '"npm"'), "is damaged: packs: kind must be one of scaffold, .*"),
    "a wrong answer": (TEXT.replace('a = "null"', 'a = "nul"'), "is damaged: packs: the answer 'a' must be JSON .*"),
    "a wrong revision": (TEXT.replace('"string"', '"strng"'), "is damaged: revision 0a1b.*"),
    "a file that is no table": (TEXT + 'x = "y"\n', "is damaged: x must be a table"),
    "a conflict": (
        f"{TEXT}<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other\n",
        r"holds a merge conflict of git \(line \d+\): two branches were both updated",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults(tmp_path: Path, case: str) -> None:
    text, message = FAULTS[case]
    assert text != TEXT
    (tmp_path / ".scaffold").mkdir()
    (tmp_path / ".scaffold/lock.toml").write_text(text)
    with pytest.raises(ProjectError, match=message) as caught:
        read_lock(tmp_path)
    assert re.fullmatch(message, caught.value.message)
    assert caught.value.path == tmp_path / ".scaffold/lock.toml"
    assert caught.value.hint


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"lock\.toml is missing"):
        read_lock(tmp_path)


def test_a_byte_that_is_no_utf_8() -> None:
    with pytest.raises(ProjectError, match="is damaged: line 3 is not UTF-8"):
        parse_lock(b"a = 1\nb = 2\nc = '\xff'\n", Path("lock.toml"))


def test_line_ends_of_windows() -> None:
    assert parse_lock(TEXT.replace("\n", "\r\n").encode(), Path()) == FULL


@pytest.mark.parametrize("version", [__version__, f"{__version__}.0", "0"])
def test_a_version_that_is_not_newer(version: str) -> None:
    assert parse_lock(lock_text(FULL._replace(scaffold=version)), Path()).scaffold == version
