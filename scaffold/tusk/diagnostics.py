"""What the language (and everything built on it) tells a person about a text."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from scaffold.errors import ScaffoldError

Severity = Literal["error", "warning", "note"]

Hint: TypeAlias = str | Callable[[], str | None] | None
"""What to do about a finding. A function finds it out, and is called only for a finding that is shown."""

_MANY = 400
_NEIGHBOURS = 100
_MOST = 5000


class Location(NamedTuple):
    """A place in a source: line and columns count from 1, in characters; `end_column` is the first one after it.

    `excerpt` is the line, or the part of a long line that starts at `excerpt_column`; what looks secret is masked in
    it.
    """

    source: str
    line: int
    column: int
    end_column: int
    excerpt: str
    excerpt_column: int = 1

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One finding. `related` are other places that it speaks of, such as where a key stands first."""

    code: str
    severity: Severity
    message: str
    location: Location
    hint: str | None = None
    related: tuple[Location, ...] = ()

    def to_text(self) -> str:
        """Draw it for a terminal: position, code and message, the line with a caret, related places, the hint."""
        lines = [f"{self.location}: {self.severity}[{self.code}]: {self.message}", *_draw(self.location)]
        for other in self.related:
            lines += [f"  see also {other}", *_draw(other)]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """Return it as data for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            **_place(self.location),
            "hint": self.hint,
            "related": [_place(other) for other in self.related],
        }


class TuskError(ScaffoldError):
    """A text, a file or an edit that cannot be accepted; `diagnostics` say why."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(diagnostic.to_text() for diagnostic in self.diagnostics))

    def to_text(self) -> str:
        """Draw each diagnostic."""
        return self.message

    def to_json(self) -> list[dict[str, object]]:
        """Return each diagnostic."""
        return [diagnostic.to_json() for diagnostic in self.diagnostics]


def in_words(hint: Hint) -> str | None:
    """Return a hint as a text."""
    return hint() if callable(hint) else hint


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that the writer of `word` probably meant, or None.

    To compare two words takes long. Of many candidates only those are compared that start or end like the word, and
    from the 5,000th on none.
    """
    folded = word.casefold().replace("-", "_")
    known = sorted(islice(candidates, _MOST), reverse=True)
    by_folded = {candidate.casefold().replace("-", "_"): candidate for candidate in known}
    near = by_folded if len(by_folded) <= _MANY else _neighbours(folded, by_folded)
    close = get_close_matches(folded, near, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _neighbours(word: str, words: Iterable[str]) -> list[str]:
    """Return the words that stand nearest to a word, ordered by how they start, and ordered by how they end."""
    starts = sorted(words)
    ends = sorted(each[::-1] for each in starts)
    found = [*_around(word, starts), *(each[::-1] for each in _around(word[::-1], ends))]
    return list(dict.fromkeys(found))


def _around(word: str, words: list[str]) -> list[str]:
    at = bisect_left(words, word)
    return words[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return `did you mean "x"?` for the closest candidate, or None; ready to be a hint."""
    close = suggest(word, candidates)
    return f'did you mean "{close}"?' if close else None


def _draw(location: Location) -> list[str]:
    if not location.excerpt.strip():
        return []
    number = str(location.line)
    before = location.excerpt[: location.column - location.excerpt_column]
    marked = location.excerpt[len(before) : location.end_column - location.excerpt_column]
    caret = " " * _cells(before) + "^" * max(1, _cells(marked))
    return [f"  {number} | {location.excerpt}", f"  {' ' * len(number)} | {caret}"]


def _cells(text: str) -> int:
    """Count the terminal columns of a text: East Asian wide characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def _place(location: Location) -> dict[str, object]:
    return {
        "source": location.source,
        "line": location.line,
        "column": location.column,
        "end_column": location.end_column,
        "excerpt": location.excerpt,
    }
