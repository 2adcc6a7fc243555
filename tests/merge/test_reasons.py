"""Why a file changes."""

import pytest

from scaffold.merge.reasons import cause
from scaffold.project.model import TrackedFile
from scaffold.render.model import Origin, RenderedFile


def file(*keys: str, entity: str | None = None) -> RenderedFile:
    return RenderedFile("a.py", b"", 0o644, "merged", Origin("service", "files/a.py.jinja", (), entity, keys))


@pytest.mark.parametrize(
    ("rendered", "changed", "expected"),
    [
        (file("config.port"), {"config.port", "other.key"}, "config.port changed; "),
        (file("config"), {"config.port"}, "config.port changed; "),
        (file("config.pool.size"), {"config.pool"}, "config.pool changed; "),
        (file("config.port"), {"config.portal"}, ""),
        (file("models", entity="user"), {"models.user", "models.team"}, "models.user changed; "),
        (file("models", entity="0002_ab12"), {"models.user", "models.team"}, "models.team, models.user changed; "),
        (file("a.b"), {f"a.b.{n}" for n in range(5)}, "a.b.0, a.b.1, a.b.2 and 2 more changed; "),
        (file(), {"config.port"}, ""),
    ],
)
def test_the_changed_keys_that_a_file_reads_come_first(
    rendered: RenderedFile, changed: set[str], expected: str
) -> None:
    assert cause(rendered, changed) == f"{expected}service: files/a.py.jinja"


def test_all_keys_are_named_where_changes_are_not_known() -> None:
    assert cause(file("a.b", "c"), None) == "service: files/a.py.jinja; reads a.b, c"


def test_what_is_gone_has_no_keys() -> None:
    gone = TrackedFile("a.py", "0" * 64, 0o644, "merged", "service", "files/a.py.jinja")
    assert cause(gone, {"config.port"}) == "service: files/a.py.jinja"
