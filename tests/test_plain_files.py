"""What stands in a file's place is looked at before it is read."""

import os
from pathlib import Path

import pytest

from scaffold.plain_files import NotPlainError, open_plain


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices")
@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link to a pipe"])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "folder":
        place.mkdir()
    elif kind == "device":
        place = Path(os.devnull)
    else:
        os.mkfifo(tmp_path / "pipe")
        place.symlink_to(tmp_path / "pipe")
    before = os.dup(0)
    os.close(before)
    with pytest.raises(NotPlainError, match="it is no plain file"):
        open_plain(place)
    after = os.dup(0)
    os.close(after)
    assert after == before, "it is still open"


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\r\n")
    (tmp_path / "link").symlink_to("file")
    for name in ("file", "link"):
        with open_plain(tmp_path / name) as opened:
            assert opened.read() == b"a\r\n"
