"""Bodies in another language, kept verbatim."""

import re

_CODE = re.compile(r"(?:use|fn|pub)\s|#\[|//|[^\n]*?(?:::|=>|->)|[^\n]*[;{][ \t\r]*(?:\n|\Z)")
_LANGUAGES = {
    "rust": re.compile(r"\b(?:fn|impl|pub|let mut|use)\s+\w|#\[\w|\w::\w"),
    "python": re.compile(r"^\s*(?:def|class|import|from)\s+\w", re.MULTILINE),
}
_SAMPLE = 4000


def looks_like_code(text: str, start: int, end: int) -> bool:
    """Tell whether the line at `start` looks like the first line of a program."""
    return _CODE.match(text, start, end) is not None


def guess_language(body: str) -> str | None:
    """Name the language of a raw body, where its first lines tell."""
    sample = body[:_SAMPLE]
    return next((name for name, signs in _LANGUAGES.items() if signs.search(sample)), None)
