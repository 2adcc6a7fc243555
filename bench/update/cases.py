"""What a team and a template both did to a file: the cases that an update has to bring together."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

Files = Mapping[str, bytes]
"""Contents by path in the project."""

FOLDER = "cases"
_LINES = 30


class Case(NamedTuple):
    """Files of the template's first and second version, and the user's edit of the project.

    `mine` is what the user's edit adds, and `theirs` what the template's change adds; None: that side deletes the file,
    or only moves it. `path` is where the file of the first version stands, or where both add one.
    """

    name: str
    path: str
    first: Files
    second: Files
    edit: Callable[[Path], None]
    mine: bytes | None
    theirs: bytes | None


def cases() -> list[Case]:
    """Return all cases; each has files of its own."""
    return [
        _both("different lines", "lines.md", mine_at=5, theirs_at=25),
        _both("the same line", "same_line.md", mine_at=15, theirs_at=15),
        _moved("template renames, user edits", "old_name.md", "new_name.md"),
        _deleted(),
        _binary(),
        _added(),
        _user_moved(),
        _user_deleted(),
    ]


def _both(name: str, file: str, mine_at: int, theirs_at: int) -> Case:
    path, mine, theirs = _named(file)
    first = _text(file)
    second, edited = _with_line(first, theirs_at, theirs), _with_line(first, mine_at, mine)
    return Case(name, path, {path: first}, {path: second}, _writing(path, edited), mine, theirs)


def _moved(name: str, file: str, new: str) -> Case:
    path, mine, _ = _named(file)
    first = _text(file)
    edited = _with_line(first, 5, mine)
    return Case(name, path, {path: first}, {f"{FOLDER}/{new}": first}, _writing(path, edited), mine, None)


def _deleted() -> Case:
    path, mine, _ = _named("deleted.md")
    first = _text("deleted.md")
    edited = _with_line(first, 5, mine)
    return Case("template deletes, user edits", path, {path: first}, {}, _writing(path, edited), mine, None)


def _binary() -> Case:
    path, mine, theirs = _named("logo.png")
    first, second, edited = (_image(b"first"), _image(theirs), _image(mine))
    return Case("both replace a binary", path, {path: first}, {path: second}, _writing(path, edited), mine, theirs)


def _added() -> Case:
    path, mine, theirs = _named("added.md")
    second, own = _with_line(_text("template's"), 5, theirs), _with_line(_text("user's"), 5, mine)
    return Case("both add the same file", path, {}, {path: second}, _writing(path, own), mine, theirs)


def _user_moved() -> Case:
    path, mine, theirs = _named("moved.md")
    first = _text("moved.md")

    def edit(project: Path) -> None:
        (project / path).unlink()
        _writing("guides/moved.md", _with_line(first, 5, mine))(project)

    second = _with_line(first, 25, theirs)
    return Case("user moves and edits, template changes", path, {path: first}, {path: second}, edit, mine, theirs)


def _user_deleted() -> Case:
    path, _, theirs = _named("unwanted.md")
    first = _text("unwanted.md")
    second = _with_line(first, 25, theirs)
    edit: Callable[[Path], None] = lambda project: (project / path).unlink()  # noqa: E731
    return Case("user deletes, template changes", path, {path: first}, {path: second}, edit, None, theirs)


def _named(file: str) -> tuple[str, bytes, bytes]:
    return f"{FOLDER}/{file}", f"The user's words in {file}.".encode(), f"The template's words in {file}.".encode()


def _text(name: str) -> bytes:
    return "".join(f"Line {number} of {name}.\n" for number in range(1, _LINES + 1)).encode()


def _with_line(text: bytes, number: int, line: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    lines[number - 1] = line + b"\n"
    return b"".join(lines)


def _image(words: bytes) -> bytes:
    """Return bytes that every tool takes for binary, with `words` to find them by."""
    noise = random.Random(words).randbytes(2000)  # noqa: S311  not a secret
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + words + b"\0" + noise


def _writing(path: str, content: bytes) -> Callable[[Path], None]:
    def edit(project: Path) -> None:
        place = project / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    return edit
