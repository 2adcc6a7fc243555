"""TOML that anybody may have written.

`tomllib` keeps every beginning of a key: one of 20,000 parts, which is 40 KB of text, takes 1.7 GB of memory.
"""

import re
from typing import Any

MOST_PARTS = 64
"""So many parts the name of a key or a table may have."""

_STRING = re.compile(r""""(?:\\.|[^"\\])*"?|'[^']*'?""")
_LONG = re.compile(rf"(?<![\w-])[\w-]+(?:[ \t]*\.[ \t]*[\w-]+){{{MOST_PARTS}}}", re.ASCII)


def loads(text: str) -> dict[str, Any]:
    """Read a document; raises TOMLDecodeError, and RecursionError for one that is nested too deeply."""
    import tomllib

    if any(line.count(".") >= MOST_PARTS and _LONG.search(_STRING.sub("a", line)) for line in text.split("\n")):
        raise RecursionError(f"a key has more than {MOST_PARTS} parts")
    return tomllib.loads(text)
