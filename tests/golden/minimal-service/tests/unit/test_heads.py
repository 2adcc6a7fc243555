"""Whether a database is migrated, by the revisions that it is at."""

from collections.abc import Collection
from pathlib import Path

import pytest

from minimal_service.migrations.heads import Revisions, is_migrated, own_revisions

REVISION = """
revision = {!r}
down_revision = {!r}
branch_labels = {!r}
depends_on = {!r}
"""
Fields = tuple[str, str | tuple[str, ...] | None, str | None, str | None]
HISTORIES: dict[str, list[Fields]] = {
    "line": [("a", None, None, None), ("b", "a", None, None)],
    "branches": [("a", None, None, None), ("b", "a", None, None), ("c", "a", None, None)],
    "merged": [("a", None, None, None), ("b", None, None, None), ("c", ("a", "b"), None, None)],
    "depends": [("a", None, "own", None), ("b", None, None, "own"), ("c", None, None, "b")],
}


def read(history: str, folder: Path) -> Revisions:
    versions = folder / "versions"
    versions.mkdir()
    for revision in HISTORIES[history]:
        (versions / f"{revision[0]}.py").write_text(REVISION.format(*revision))
    return Revisions.read(folder)


@pytest.mark.parametrize(
    ("history", "stored", "reached"),
    [
        ("line", [], False),
        ("line", ["a"], False),
        ("line", ["b"], True),
        ("line", ["later"], True),
        ("line", ["b", "later"], True),
        ("line", ["a", "later"], False),
        ("branches", ["a"], False),
        ("branches", ["b"], False),
        ("branches", ["b", "c"], True),
        ("branches", ["b", "later"], True),
        ("branches", ["later"], True),
        ("merged", ["a", "b"], False),
        ("merged", ["c"], True),
        ("depends", ["b"], False),
        ("depends", ["c"], True),
    ],
)
def test_database_is_migrated_at_the_heads_or_later(
    tmp_path: Path, history: str, stored: Collection[str], *, reached: bool
) -> None:
    assert read(history, tmp_path).are_reached(stored) is reached


def test_own_heads_are_enough() -> None:
    assert is_migrated(own_revisions().heads)
    assert not is_migrated([])
