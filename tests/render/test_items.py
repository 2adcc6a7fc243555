"""A file for each entry of what a feature prepares."""

from pathlib import Path

import pytest

from scaffold.render import RenderError, render
from tests.render.packs import catalog, feature, spec

FILES = {
    "prepare.py": (
        "def prepare(spec):\n    yield 'each_letter', {'one.a': 'A', 'one.b': spec.values['post']['second']}\n"
    ),
    "files/{{ letter }}.txt.jinja": "{{ letter }}\n",
    "files/all.txt.jinja": "{{ each_letter | join(' ') }}\n",
}
VALUES = {"post": {"second": "B"}}


def test_each_entry_has_a_file_of_its_own(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", FILES)
    files = render(spec("service", values=VALUES), catalog(base)).files
    assert {path: file.content.decode() for path, file in files.items()} == {
        "A.txt": "A\n",
        "B.txt": "B\n",
        "all.txt": "one.a one.b\n",
    }
    assert [files[path].origin.entity for path in files] == ["letter:one.a", "letter:one.b", None]
    assert files["A.txt"].origin.keys == ("post.second",)


def test_no_entry_makes_no_file(tmp_path: Path) -> None:
    empty = {**FILES, "prepare.py": "def prepare(spec):\n    return {'each_letter': {}}\n"}
    assert list(render(spec("service"), catalog(feature(tmp_path, "service", empty))).files) == ["all.txt"]


def test_what_is_no_mapping_is_refused(tmp_path: Path) -> None:
    wrong = {**FILES, "prepare.py": "def prepare(spec):\n    return {'each_letter': ['A']}\n"}
    with pytest.raises(RenderError, match="each_letter must be a mapping"):
        render(spec("service"), catalog(feature(tmp_path, "service", wrong)))
