import errno
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gateway_service.middleware import output
from gateway_service.middleware.output import Output

LINE = b"x" * 99 + b"\n"
MANY = 10_000


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    for end in (reader, writer):
        with suppress(OSError):
            os.close(end)


def test_lines_that_nobody_reads_are_lost_and_counted(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = pipe
    monkeypatch.setattr(output, "CAPACITY", 100_000)
    lost: list[int] = []
    out = Output(writer, lost.append)
    for _ in range(MANY):
        out.write(LINE)
    with os.fdopen(reader, "rb", closefd=False) as lines:
        read = [lines.readline() for _ in range(900)]
        out.finish()
        os.close(writer)
        read += lines
    assert set(read) == {LINE}
    assert 900 < len(read) < MANY
    assert lost == [MANY - len(read)]


def test_closed_pipe_stops_nobody(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    os.close(reader)
    lost: list[int] = []
    out = Output(writer, lost.append)
    for _ in range(MANY):
        out.write(LINE)
    out.finish()
    assert not lost


def test_line_that_a_full_disk_has_torn_ends_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    room = [5, 0, 0]

    def write_what_fits(descriptor: int, data: memoryview) -> int:
        if not room:
            return write(descriptor, data)
        if (size := room.pop(0)) == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[:size])

    monkeypatch.setattr(os, "write", write_what_fits)
    lost: list[int] = []
    with Path(tmp_path / "log").open("wb") as file:
        out = Output(file.fileno(), lost.append)
        for line, left in [(b"one, torn\n", 1), (b"two, lost\n", 0), (b"three\n", 0)]:
            out.write(line)
            while len(room) > left:
                time.sleep(0.001)
        out.finish()
    assert lost == [2]
    assert Path(tmp_path / "log").read_bytes() == b"one, \nthree\n"
