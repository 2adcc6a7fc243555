"""`{{service_name}}` and its kin in the defaults of manifests; holes of a document are the language's."""

import re
from collections.abc import Mapping

_HOLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")


def fill(text: str, words: Mapping[str, str]) -> str:
    """Fill the holes that have a word; the others stay."""
    return _HOLE.sub(lambda hole: words.get(hole[1], hole[0]), text)
