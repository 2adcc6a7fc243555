"""What installs the same scaffold elsewhere."""

import json
from importlib import metadata
from pathlib import Path

import pytest

from scaffold import __version__, distribution

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RELEASE = f"tusk-scaffold=={__version__}"


def git(url: str, **more: object) -> dict[str, object]:
    return {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"}, **more}


AT = f"@{COMMIT}"
ORIGINS: dict[str, tuple[object, str]] = {
    "from an index": (None, RELEASE),
    "from a repository": (
        git("https://example.org/us/scaffold.git"),
        f"tusk-scaffold @ git+https://example.org/us/scaffold.git{AT}",
    ),
    "by a key": (git("ssh://git@example.org/scaffold"), f"tusk-scaffold @ git+ssh://git@example.org/scaffold{AT}"),
    "from a folder of a repository": (
        git("https://example.org/tools", subdirectory="a/b"),
        f"tusk-scaffold @ git+https://example.org/tools{AT}#subdirectory=a/b",
    ),
    "with a password": (
        git("https://me:secret@example.org/scaffold"),
        f"tusk-scaffold @ git+https://example.org/scaffold{AT}",
    ),
    "from a repository of this machine": (git("file:///home/me/scaffold"), RELEASE),
    "from a repository of this network": (git("http://10.0.0.1/scaffold"), RELEASE),
    "from a checkout": ({"url": "file:///home/me/scaffold", "dir_info": {"editable": True}}, RELEASE),
    "from a file": ({"url": "file:///tmp/x.whl", "archive_info": {"hash": "sha256=00"}}, RELEASE),
    "from another system": ({"url": "https://x.org/r", "vcs_info": {"vcs": "hg", "commit_id": COMMIT}}, RELEASE),
    "with a line of YAML": (git("https://example.org/a\n  b: c"), RELEASE),
    "with an expression": (git("https://example.org/${{ secrets.X }}"), RELEASE),
    "with a shell's word": (git("https://example.org/$(id)"), RELEASE),
    "without a commit": ({"url": "https://example.org/r", "vcs_info": {"vcs": "git"}}, RELEASE),
    "damaged": ([1], RELEASE),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that scaffold is installed into."""
    monkeypatch.setattr(distribution, "__file__", str(tmp_path / "scaffold" / "distribution.py"))
    return tmp_path


def record(site: Path, origin: object, version: str = __version__) -> None:
    """Write what an installer records."""
    folder = site / f"tusk_scaffold-{version}.dist-info"
    folder.mkdir()
    (folder / "direct_url.json").write_text(json.dumps(origin))


@pytest.mark.parametrize(("origin", "expected"), ORIGINS.values(), ids=ORIGINS)
def test_names_what_can_be_installed_anywhere(origin: object, expected: str, site: Path) -> None:
    record(site, origin)
    assert distribution.made_by.__wrapped__() == expected


def test_a_record_of_another_version_is_not_this_scaffolds(site: Path) -> None:
    record(site, git("https://example.org/scaffold"), "0.0.1")
    assert distribution.made_by.__wrapped__() == RELEASE


def test_a_scaffold_that_is_not_installed_names_its_release(site: Path) -> None:
    assert list(site.iterdir()) == []
    assert distribution.made_by.__wrapped__() == RELEASE


def test_the_record_is_where_installers_write_it() -> None:
    installed = metadata.distribution(distribution.NAME)
    name = f"{distribution.NAME.replace('-', '_')}-{__version__}.dist-info"
    assert [file.parts[0] for file in installed.files or () if file.name == "direct_url.json"] == [name]
