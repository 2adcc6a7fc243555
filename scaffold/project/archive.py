"""Files in a tar archive that is the same for the same files: sorted, without times and owners.

Python's tarfile needs 25 microseconds for each header, written or read; nearly all are of the plain kind that is made
and read here, and it is asked for the others.
"""

import io
from collections.abc import Mapping

_BLOCK = 512
_NAME = 100
_MAGIC = b"ustar\x0000"


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive (POSIX.1-2001) of files by their paths."""
    parts: list[bytes] = []
    for path in sorted(files):
        content = files[path]
        parts += (_header(path, len(content)), content, bytes(-len(content) % _BLOCK))
    parts.append(bytes(2 * _BLOCK))
    return b"".join(parts)


def _header(path: str, size: int) -> bytes:
    if not path.isascii() or len(path) > _NAME:
        import tarfile

        info = tarfile.TarInfo(path)
        info.size = size
        return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    name = path.encode()
    head = b"%b%b0000644\0000000000\0000000000\0%011o\00000000000000\0" % (name, bytes(_NAME - len(name)), size)
    tail = b"0" + bytes(100) + _MAGIC
    checksum = sum(head) + sum(tail) + 8 * 0x20
    return (head + b"%06o\0 " % checksum + tail).ljust(_BLOCK, b"\0")


def unpack(data: bytes) -> dict[str, bytes]:
    """Return an archive's files; raises ValueError for anything that `pack` does not make.

    Nothing is written anywhere, so that a member's name can do no harm; a name of two members is refused.
    """
    files = _plain(data)
    return _any(data) if files is None else files


def _plain(data: bytes) -> dict[str, bytes] | None:
    """Read an archive of plain members only; None for another."""
    files: dict[str, bytes] = {}
    start, end = 0, len(data)
    while start + _BLOCK <= end and data[start]:
        header = data[start : start + _BLOCK]
        name, size = header[:_NAME].rstrip(b"\0"), header[124:135]
        if header[156:157] != b"0" or header[257:265] != _MAGIC or not size.isdigit() or not name.isascii():
            return None
        content = start + _BLOCK
        start = content + int(size, 8)
        path = name.decode("ascii")
        if start > end or path in files:
            return None
        files[path] = data[content:start]
        start += -start % _BLOCK
    return files if start + 2 * _BLOCK == end and not any(data[start:]) else None


def _any(data: bytes) -> dict[str, bytes]:
    import tarfile

    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), encoding="utf-8", errors="surrogateescape") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or member.name in files:
                    message = f"the member {member.name!r} is no file, or there twice"
                    raise ValueError(message)
                files[member.name] = content.read()
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    return files
