"""What an update changes for others, as a feature says that compares its files; what breaks them is refused."""

import json
from pathlib import Path

import pytest

from scaffold.render import Finding, RenderError, reviewed
from tests.render.packs import feature
from tests.update.workshop import Workshop, spec_text, write_pack

REVIEW = """
def prepare(spec):
    return {}


def review(before, after):
    old, new = before.get("told.txt", ""), after.get("told.txt", "")
    lost = tuple((name, "is gone", True) for name in old.split() if name not in new.split())
    return lost + tuple((name, "is new", False) for name in new.split() if name not in old.split())
"""

FEATURE = """\
name = "told"
title = "Told"
doc = "What others are told."
when = "told.names"
needs = ["service"]
enable = { "told.names" = ["a"] }

[sections.told]
doc = "Told."
[sections.told.keys.names]
type = "list"
items = { type = "string" }
default = []
doc = "Names."
"""


@pytest.fixture
def made(shop: Workshop) -> Workshop:
    more = {
        "features/told/feature.toml": FEATURE,
        "features/told/prepare.py": REVIEW,
        "features/told/files/told.txt.jinja": "{{ spec.told.names | join(' ') }}\n",
    }
    shop.release(write_pack(shop.folder / "pack", {"kept.txt": "kept\n"}, more=more))
    shop.new("git", spec_text(more='[told]\nnames: ["a", "b"]\n\n'))
    return shop


def tell(shop: Workshop, *names: str) -> None:
    (shop.project / "service.tusk").write_text(spec_text(more=f"[told]\nnames: {json.dumps(names)}\n\n"))


def told(shop: Workshop) -> str:
    return (shop.project / "told.txt").read_text()


def test_what_breaks_nobody_is_told(made: Workshop) -> None:
    tell(made, "a", "b", "c")
    done = made.scaffold("update")
    assert done.code == 0, done.err
    assert "note: this changes for others, and breaks none\n  c: is new\n" in done.out
    assert told(made) == "a b c\n"


def test_what_breaks_others_is_refused_until_each_is_named(made: Workshop) -> None:
    tell(made, "c")
    for said, left in (((), ("a", "b")), (("--break", "a"), ("b",))):
        refused = made.scaffold("update", *said)
        assert refused.code == 1
        assert "the update breaks others; nothing was changed" in refused.err
        assert " ".join(f"--break {name}" for name in left) in refused.err
        assert told(made) == "a b\n"
    done = made.scaffold("update", "--break", "a", "--break", "b")
    assert done.code == 0, done.err
    assert "warning: this breaks others\n  a: is gone\n  b: is gone\n" in done.out
    assert told(made) == "c\n"
    assert made.scaffold("update").code == 0


def test_it_is_seen_before_anything_is_written(made: Workshop) -> None:
    tell(made, "a")
    for option, code in (("--dry-run", 0), ("--check", 4)):
        seen = made.scaffold("update", option)
        assert (seen.code, "  b: is gone\n" in seen.out) == (code, True), seen.err
    found = json.loads(made.scaffold("update", "--dry-run", "--json").out)["findings"]
    assert found == [{"name": "b", "text": "is gone", "breaks": True}]
    refused = json.loads(made.scaffold("update", "--json").out)
    assert refused["ok"] is False
    assert "--break b" in refused["diagnostics"][0]["hint"]


def test_a_name_that_nothing_needs(made: Workshop) -> None:
    tell(made, "a", "b", "c")
    refused = made.scaffold("update", "--break", "c")
    assert (refused.code, "--break c: the update breaks nothing of that name" in refused.err) == (1, True)
    assert told(made) == "a b\n"


def test_who_comes_or_goes_tells_nothing(made: Workshop) -> None:
    tell(made)
    assert "this breaks" not in made.scaffold("update").out
    assert not (made.project / "told.txt").exists()
    made.commit()
    tell(made, "z")
    done = made.scaffold("update")
    assert (done.code, "others" in done.out) == (0, False)


def test_a_feature_that_does_not_tell_is_asked_for_no_file(tmp_path: Path) -> None:
    def files() -> dict[str, str]:
        raise AssertionError

    assert (
        reviewed(feature(tmp_path, "pack", {"prepare.py": "def prepare(spec):\n    return {}\n"}), files, files) == ()
    )
    assert reviewed(feature(tmp_path, "other", {"prepare.py": REVIEW}, trusted=False), files, files) == ()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("return 1 / 0", "prepare.py, line 2: ZeroDivisionError"),
        ("return 'a'", "must return tuples of name, text and whether it breaks others"),
        ("return (('a', 'b', 1),)", "must return tuples of name, text and whether it breaks others"),
        ("return (['a', 'b', True],)", "must return tuples of name, text and whether it breaks others"),
    ],
)
def test_faults_of_a_feature(tmp_path: Path, code: str, message: str) -> None:
    pack = feature(tmp_path, "pack", {"prepare.py": f"def review(before, after):\n    {code}\n"})
    with pytest.raises(RenderError) as caught:
        reviewed(pack, dict, dict)
    assert message in str(caught.value)


def test_what_a_feature_gets(tmp_path: Path) -> None:
    code = (
        "def review(before, after):\n    return tuple((path, before[path] + after[path], False) for path in before)\n"
    )
    pack = feature(tmp_path, "pack", {"prepare.py": code})
    assert reviewed(pack, lambda: {"a": "1"}, lambda: {"a": "2"}) == (Finding("a", "12", breaks=False),)
