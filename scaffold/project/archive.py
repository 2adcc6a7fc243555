"""Files in a tar archive that is the same for the same files: sorted, without times and owners."""

import io
import tarfile
from collections.abc import Mapping


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive (POSIX.1-2001) of files by their paths."""
    data = io.BytesIO()
    with tarfile.open(
        fileobj=data, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8", errors="surrogateescape"
    ) as archive:
        for path in sorted(files):
            info = tarfile.TarInfo(path)
            info.size = len(files[path])
            archive.addfile(info, io.BytesIO(files[path]))
    return data.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return an archive's files; raises ValueError for what is no archive, or holds anything but files.

    Nothing is written anywhere, so that a member's name can do no harm. A name of two members is refused, and a sparse
    file, which may claim to be of any size.
    """
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), encoding="utf-8", errors="surrogateescape") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() and not member.issparse() else None
                if content is None or member.name in files:
                    message = f"the member {member.name!r} is no plain file, or there twice"
                    raise ValueError(message)
                files[member.name] = content.read()
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    return files
