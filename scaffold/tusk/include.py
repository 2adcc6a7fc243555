"""Reads files: the one asked for, and those it includes from its own folder."""

from pathlib import Path

from scaffold.plain_files import NotPlainError, open_plain
from scaffold.tusk import codes
from scaffold.tusk.findings import Finding, Problem
from scaffold.tusk.limits import MAX_BYTES, MAX_INCLUDE_DEPTH, MAX_INCLUDES
from scaffold.tusk.reading import IncludeStatement


class Unreadable(Exception):  # noqa: N818 - a signal inside the package
    """A file that cannot be read; `text` is what of it can be shown."""

    def __init__(self, code: str, message: str, hint: str | None = None, text: str = "", offset: int = 0) -> None:
        super().__init__(message)
        self.finding = Finding(code, message, offset, min(offset + 1, len(text)), hint)
        self.text = text


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return a regular file's text.

    Raises:
        Unreadable: when there is none, it is too large, or it is not UTF-8.

    """
    try:
        with open_plain(path) as file:
            data = file.read(limit + 1)
    except NotPlainError:
        said = "cannot read this file: Is a directory" if path.is_dir() else "not a regular file"
        raise Unreadable(codes.UNREADABLE, said) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Unreadable(codes.UNREADABLE, f"cannot read this file: {reason}") from None
    if len(data) > limit:
        raise Unreadable(codes.TOO_LARGE, f"more than {MAX_BYTES // 1024 // 1024} MB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = len(data[: error.start].decode("utf-8"))
        message = f"not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start}"
        hint = "this is UTF-16; save it as UTF-8" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "save it as UTF-8"
        raise Unreadable(codes.NOT_UTF8, message, hint, data.decode("utf-8", "replace"), offset) from None


class Folder:
    """The files that one spec may include: those below `root`. Each is read once, and remembered for edits."""

    __slots__ = ("chain", "left", "root", "shown", "texts")

    def __init__(self, root: Path, chain: list[Path], shown: list[str]) -> None:
        self.root = root
        self.chain = chain
        self.shown = shown
        self.texts: dict[Path, str] = {}
        self.left = MAX_BYTES

    def resolve(self, statement: IncludeStatement) -> tuple[Path, str]:
        """Return the file that an include names, and the name to show for it.

        Raises:
            Problem: when it lies outside, includes itself, or there are too many.

        """
        start, end, target = statement.start, statement.end, statement.target
        if not target or "\0" in target or "\\" in target or Path(target).is_absolute():
            hint = "name a file beside this one, with `/` between folders"
            raise Problem(codes.INCLUDE_REFUSED, "this is not a relative path", start, end, hint)
        try:
            path = (self.chain[-1].parent / target).resolve()
        except (OSError, RuntimeError):
            raise Problem(codes.INCLUDE_MISSING, "links lead in a circle", start, end) from None
        if not path.is_relative_to(self.root):
            message = "an included file must lie below the spec's own folder"
            raise Problem(codes.INCLUDE_OUTSIDE, message, start, end, "links that lead out are not followed either")
        if path in self.chain:
            names = " -> ".join([*(known.name for known in self.chain[self.chain.index(path) :]), path.name])
            raise Problem(codes.INCLUDE_CYCLE, f"these files include each other: {names}", start, end)
        if len(self.chain) > MAX_INCLUDE_DEPTH or len(self.texts) >= MAX_INCLUDES:
            message = f"more than {MAX_INCLUDES} included files, or {MAX_INCLUDE_DEPTH} inside each other"
            raise Problem(codes.INCLUDE_REFUSED, message, start, end)
        return path, str(Path(self.shown[-1]).parent / target)

    def text(self, path: Path, statement: IncludeStatement) -> str:
        """Return an included file's text.

        Raises:
            Problem: when it cannot be read.

        """
        if path not in self.texts:
            try:
                self.texts[path] = read_text(path, self.left)
            except Unreadable as error:
                finding = error.finding
                message = f"the included file cannot be used: {finding.message}"
                raise Problem(codes.INCLUDE_MISSING, message, statement.start, statement.end, finding.hint) from None
            self.left -= len(self.texts[path].encode())
        return self.texts[path]
