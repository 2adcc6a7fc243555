"""`.scaffold/baseline.tar.xz`: the same bytes for the same files, and nothing but what the lock says."""

import io
import lzma
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.project import ProjectError, archive
from scaffold.project.baseline import pack_baseline, read_baseline, unpack_baseline
from tests.project.states import lock_of, make

FILES = {"README.md": b"# a\n", "src/a.py": b"", "src/ü.py": b"\xff\x00" * 700, "d/" * 90 + "f": b"deep"}
PATHS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=150).filter(
    lambda path: not path.endswith("/") and path == path.strip()
)


def test_there_and_back() -> None:
    assert unpack_baseline(pack_baseline(FILES), lock_of(FILES), Path()) == FILES


def test_the_order_does_not_matter() -> None:
    assert pack_baseline(dict(reversed(FILES.items()))) == pack_baseline(FILES)


@settings(deadline=None)
@given(st.dictionaries(PATHS, st.binary(max_size=1200), max_size=6))
def test_tar_reads_it(files: dict[str, bytes]) -> None:
    data = archive.pack(files)
    assert archive.unpack(data) == files
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = tar.getmembers()
        contents = [extracted.read() for member in members if (extracted := tar.extractfile(member))]
    assert [member.name for member in members] == sorted(files)
    assert contents == [files[path] for path in sorted(files)]
    assert {(each.mtime, each.uid, each.gid, each.uname, each.gname, each.mode) for each in members} <= {
        (0, 0, 0, "", "", 0o644)
    }


@settings(deadline=None)
@given(
    st.binary(max_size=2000)
    | st.builds(lambda a, n: archive.pack({"a": b"x" * 600})[:n] + a, st.binary(), st.integers(0, 3000))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        archive.unpack(data)
    except ValueError:
        return


def tar_of(*members: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = "/etc/passwd" if kind in {tarfile.SYMTYPE, tarfile.LNKTYPE} else ""
    return info


def sparse_member(name: str, size: int) -> tarfile.TarInfo:
    """Return a member of a few bytes that claims to be a file with a hole of this size."""
    info = tarfile.TarInfo(name)
    info.size = 1
    info.pax_headers = {"GNU.sparse.map": "0,1", "GNU.sparse.size": str(size)}
    return info


GOOD = pack_baseline(FILES)
DAMAGED = {
    "cut": GOOD[:-10],
    "empty": b"",
    "not xz": b"PK\3\4 hello",
    "a flipped bit": GOOD[:200] + bytes([GOOD[200] ^ 1]) + GOOD[201:],
    "something behind": GOOD + b"x",
    "a symlink": lzma.compress(tar_of(member("README.md", tarfile.SYMTYPE))),
    "a hard link": lzma.compress(tar_of(member("a"), member("README.md", tarfile.LNKTYPE))),
    "a device": lzma.compress(tar_of(member("README.md", tarfile.CHRTYPE))),
    "a sparse file": lzma.compress(tar_of(sparse_member("README.md", 1 << 40))),
    "twice": lzma.compress(tar_of(member("README.md"), member("README.md"))),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged(case: str) -> None:
    with pytest.raises(ProjectError, match="is damaged: ") as caught:
        unpack_baseline(DAMAGED[case], lock_of(FILES), Path("b"))
    assert "scaffold repair" in str(caught.value)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold.project.baseline.MAX_SIZE", 1 << 20)
    with pytest.raises(ProjectError, match="is too large"):
        unpack_baseline(lzma.compress(bytes(1 << 21)), lock_of({}), Path())


@pytest.mark.parametrize(
    ("packed", "message"),
    [
        ({**FILES, "README.md": b"# b\n"}, "README.md differs"),
        ({path: FILES[path] for path in FILES if path != "src/a.py"}, "src/a.py is missing"),
        ({**FILES, "../../evil": b""}, r"it holds \.\./\.\./evil too"),
    ],
)
def test_of_another_lock(packed: dict[str, bytes], message: str) -> None:
    with pytest.raises(ProjectError, match=f"is not the one that lock.toml belongs to: {message}"):
        unpack_baseline(pack_baseline(packed), lock_of(FILES), Path())


def test_in_a_project(tmp_path: Path) -> None:
    project = make(tmp_path, {"a.py": b"a\n"})
    assert read_baseline(project, lock_of({"a.py": b"a\n"})) == {"a.py": b"a\n"}
    (project / ".scaffold/baseline.tar.xz").unlink()
    with pytest.raises(ProjectError, match="is missing") as caught:
        read_baseline(project, lock_of({"a.py": b"a\n"}))
    assert caught.value.path == project / ".scaffold/baseline.tar.xz"
