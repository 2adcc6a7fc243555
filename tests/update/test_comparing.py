"""Which files differ from what the templates wrote: as the merge sees them."""

import pytest

from scaffold.project.model import TrackedFile
from scaffold.update.comparing import differences, unified
from tests.merge.memory import File, Link, MemoryTree, rendered, written

TEXT = "one\ntwo\n"


@pytest.mark.parametrize(
    ("stands", "change"),
    [
        (TEXT, None),
        (TEXT.replace("\n", "\r\n"), None),
        ("\ufeff" + TEXT, None),
        ("one\r\ntwo\n", "edited"),
        ("one\n", "edited"),
        (File(TEXT, 0o755), "mode"),
        (Link("elsewhere"), "replaced"),
    ],
)
def test_what_was_done_to_a_file(stands: str | File | Link, change: str | None) -> None:
    base = written(rendered({"a": TEXT}))
    found = list(differences(base.files.values(), MemoryTree({"a": stands})))
    assert [(each.path, each.change) for each in found] == ([("a", change)] if change else [])


def test_a_file_that_is_gone_and_one_that_stands_elsewhere() -> None:
    base = written(rendered({"a": TEXT, "b": TEXT}), moved={"b": "c"})
    found = {each.path: each.change for each in differences(base.files.values(), MemoryTree({"c": TEXT}))}
    assert found == {"a": "deleted", "c": "moved"}


def test_a_difference_in_words() -> None:
    assert unified(b"one\ntwo\n", b"one\r\n2\r\n", "a") == [
        "--- last generated/a",
        "+++ yours/a",
        "@@ -1,2 +1,2 @@",
        " one",
        "-two",
        "+2",
    ]
    assert unified(b"one\n", b"one\r\n", "a") == []
    assert unified(b"\0", b"x", "a") == ["binary file a differs"]


def test_the_digest_is_that_of_the_lock() -> None:
    file = TrackedFile("a", "0" * 64, 0o644, "merged", "service", "files/a")
    assert [each.change for each in differences([file], MemoryTree({"a": TEXT}))] == ["edited"]
