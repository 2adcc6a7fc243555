"""What still names a package that has moved, and is for a person to look at."""

import re
from collections.abc import Iterator, Mapping

from scaffold.merge.model import Note
from scaffold.merge.text import is_binary, read_text

_SHOWN = 200


def find_mentions(path: str, content: bytes, modules: Mapping[str, str], new: bytes = b"") -> Iterator[Note]:
    """Yield the lines that have an old name as a word, without those that the templates write (`new`)."""
    names = [old for old in modules if old.encode() in content]
    if not names or is_binary(content):
        return
    pattern = re.compile(rb"(?<![\w.-])(?:" + b"|".join(re.escape(name.encode()) for name in names) + rb")(?![\w-])")
    known = frozenset(read_text(new).lines)
    for number, line in enumerate(read_text(content).lines, 1):
        if line not in known and pattern.search(line):
            yield Note(path, number, line.decode(errors="replace").strip()[:_SHOWN])
