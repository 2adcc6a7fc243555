"""Which rendered paths are refused."""

from pathlib import Path

import pytest

from scaffold.render import RenderError, render
from scaffold.render.paths import find_clash, path_problem
from tests.render.packs import catalog, feature, spec

REFUSED = {
    "/etc/passwd": "absolute",
    "C:/x": "absolute",
    "c:x": "absolute",
    "../x": "'..'",
    "a/../b": "'..'",
    "a/./b": "'.'",
    "a//b": "empty part",
    "a/": "empty part",
    "": "empty part",
    "a\\b": "not every system allows",
    "a\x00b": "not every system allows",
    "a\nb": "not every system allows",
    "a?b": "not every system allows",
    "ab:c": "not every system allows",
    "con": "Windows reserves",
    "x/NUL.txt": "Windows reserves",
    "Com1.tar.gz": "Windows reserves",
    "lpt9": "Windows reserves",
    "aux.py/x": "Windows reserves",
    "a./b": "Windows drops",
    "a ": "Windows drops",
    " a": "Windows drops",
    ".git/hooks/post-checkout": "belongs to git",
    "x/.GIT/config": "belongs to git",
    "git~1/config": "belongs to git",
    ".g\u200cit/config": "belongs to git",
    ".\uff47it/config": "belongs to git",
    ".scaffold/journal.json": "belongs to scaffold",
    "x/.Scaffold/stage/a": "belongs to scaffold",
    ".\u017fcaffold/lock.toml": "belongs to scaffold",
    "SCAFFO~1/lock.toml": "belongs to scaffold",
    ".scaffold": "belongs to scaffold",
    ".scaffold./a": "Windows drops",
    "a/" * 100 + "b": "longer than 200 characters",
    "é" * 128: "longer than 255 bytes",
}
ALLOWED = [
    "a",
    ".github/workflows/ci.yml",
    "console.py",
    "comet/x",
    "a b",
    ".gitignore",
    "é/ß",
    "...a",
    "x" * 200,
    "nul_",
    ".scaffold.md",
    "scaffold/a",
]


@pytest.mark.parametrize("path", REFUSED)
def test_refused(path: str) -> None:
    assert REFUSED[path] in (path_problem(path) or "")


@pytest.mark.parametrize("path", ALLOWED)
def test_allowed(path: str) -> None:
    assert path_problem(path) is None


@pytest.mark.parametrize(
    ("paths", "clash"),
    [
        (["a/b", "a/c", "b"], None),
        (["a/x.py", "a/X.py"], ("a/x.py", "a/X.py")),
        (["Src/a", "src/b"], ("Src", "src/b")),
        (["a", "a/b"], ("a", "a/b")),
        (["a/b", "a"], ("a", "a")),
        (["stra\u00dfe", "STRASSE"], ("straße", "STRASSE")),
        (["e\u0301", "\u00e9"], ("e\u0301", "\u00e9")),
    ],
)
def test_clashes(paths: list[str], clash: tuple[str, str] | None) -> None:
    assert find_clash(paths) == clash


def test_a_value_cannot_lead_out_of_the_project(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {"files/{{ spec.a.folder }}/f": "x"})
    for folder in ("..", "/etc", "a/../..", "a\\..", ".git"):
        with pytest.raises(RenderError, match=r"^feature 'service', files/\{\{ spec.a.folder \}\}/f: "):
            render(spec("service", values={"a": {"folder": folder}}), catalog(base))
    assert list(render(spec("service", values={"a": {"folder": "db/sql"}}), catalog(base)).files) == ["db/sql/f"]


def test_paths_that_differ_in_case_are_refused(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {"files/readme.md": "", "files/{{ 'README' }}.md": ""})
    with pytest.raises(RenderError, match=r"feature 'service', files/.*: .* are the same on some systems"):
        render(spec("service"), catalog(base))
