"""Ways in which the state of a project is damaged: by hands, disks and merges."""

from collections.abc import Callable
from pathlib import Path

LOCK = ".scaffold/lock.toml"
BASELINE = ".scaffold/baseline.tar.xz"

Damage = Callable[[Path], None]


def text(old: str, new: str) -> Damage:
    """Replace a text in the lock."""

    def do(project: Path) -> None:
        before = (project / LOCK).read_text()
        assert old in before
        (project / LOCK).write_text(before.replace(old, new, 1))

    return do


def content(path: str, make: Callable[[bytes], bytes]) -> Damage:
    """Replace a file's content."""

    def do(project: Path) -> None:
        (project / path).write_bytes(make((project / path).read_bytes()))

    return do


def gone(*paths: str) -> Damage:
    """Remove files."""

    def do(project: Path) -> None:
        for path in paths:
            (project / path).unlink()

    return do


def folder(path: str) -> Damage:
    """Put a folder in the place of a file."""

    def do(project: Path) -> None:
        (project / path).unlink()
        (project / path).mkdir()

    return do


def flipped(data: bytes) -> bytes:
    """Return bytes of which one in the middle is another."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


LOCKS: dict[str, Damage] = {
    "empty": content(LOCK, lambda data: b""),
    "cut off": content(LOCK, lambda data: data[: len(data) // 2]),
    "no TOML": content(LOCK, lambda data: b"{" + data),
    "no UTF-8": content(LOCK, lambda data: data + b"# \xff\n"),
    "zeros": content(LOCK, lambda data: bytes(len(data))),
    "no files": text("[files]", "[other]"),
    "a file that is no table": text("[files]\n", '[files]\n"a" = 1\n'),
    "a digest that is none": text('sha256 = "', 'sha256 = "x'),
    "an ownership that is none": text('ownership = "seeded"', 'ownership = "mine"'),
    "a mode that is none": text('mode = "755"', 'mode = "777"'),
    "another format": text("format = 1", 'format = "1"'),
    "a history that is none": text("[[history]]", "[history]"),
    "a revision without a name": text('id = "0001"', "id = 1"),
    "no templates": text("templates = ", "others = "),
}
"""What of the lock is damaged."""

BASELINES: dict[str, Damage] = {
    "missing": gone(BASELINE),
    "empty": content(BASELINE, lambda data: b""),
    "cut off": content(BASELINE, lambda data: data[:-20]),
    "a byte is another": content(BASELINE, flipped),
    "something follows": content(BASELINE, lambda data: data + b"more"),
    "no archive": content(BASELINE, lambda data: b"hello"),
}
"""What of the baseline is damaged."""
