"""What a run of characters without quotes stands for."""

import math
import re

from scaffold.tusk import codes
from scaffold.tusk.findings import Findings, Problem
from scaffold.tusk.limits import MAX_DIGITS
from scaffold.tusk.nodes import Boolean, Float, Integer, Node, Null, Range, String, seconds

_DIGITS = r"(?:0|[1-9][0-9]*+(?>(?:_[0-9]++)*))"
_NUMBER = re.compile(
    rf"""(?P<hex>[-+]?0[xX][0-9a-fA-F]++(?>(?:_[0-9a-fA-F]++)*))
       | (?P<range>{_DIGITS}-{_DIGITS})
       | (?P<float>[-+]?{_DIGITS}(?:\.[0-9]++(?>(?:_[0-9]++)*)(?:[eE][-+]?[0-9]++)?|[eE][-+]?[0-9]++))
       | (?P<int>[-+]?{_DIGITS})""",
    re.VERBOSE,
)
_BAD_NUMBER = re.compile(
    r"""(?P<zero>[-+]?0[0-9_]+(?:\.[0-9]*)?)
      | (?P<base>[-+]?0[bBoO][0-7]+)
      | (?P<dot>[-+]?(?:\.[0-9]+|[0-9]+\.)(?:[eE][-+]?[0-9]+)?)
      | (?P<underscore>[-+]?[0-9]+_[0-9_]*)""",
    re.VERBOSE,
)
_BAD_NUMBER_HINTS = {
    "zero": "a number does not start with 0; put a text of digits in quotes",
    "base": "numbers are decimal, or hexadecimal such as 0xFF",
    "dot": "write a digit on both sides of the point, such as 0.5",
    "underscore": "one underscore between digits, such as 1_000",
}
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "null": None}


def scalar(word: str, start: int, findings: Findings) -> Node | None:
    """Return what a word that starts at `start` stands for: a boolean, null, number, range or duration; else None.

    Raises:
        Problem: for a word that is nearly a number.

    """
    first = word[0]
    if first.isdigit() or first in "+-.":
        return _number(word, start)
    lowered = word.lower()
    if lowered not in _WORDS:
        return None
    value = _WORDS[lowered]
    end = start + len(word)
    if word not in {"true", "false", "null"}:
        meant = "null" if value is None else "true" if value else "false"
        hint = f"write {meant}, or put the word in quotes if it is a text"
        findings.warning(codes.BOOLEAN_WORD, f"read as {meant}", start, end, hint)
    return Null(start, end) if value is None else Boolean(start, end, value)


def _number(word: str, start: int) -> Node | None:
    end = start + len(word)
    match = _NUMBER.fullmatch(word)
    if match is None:
        if seconds(word) is not None:
            return String(start, end, word, quoted=False)
        if bad := _BAD_NUMBER.fullmatch(word):
            hint = _BAD_NUMBER_HINTS[str(bad.lastgroup)]
            raise Problem(codes.BAD_NUMBER, "malformed number", start, end, hint)
        return None
    if len(word) > MAX_DIGITS:
        raise Problem(codes.BAD_NUMBER, f"a number of more than {MAX_DIGITS} digits", start, end)
    if match["int"]:
        return Integer(start, end, int(word))
    if match["hex"]:
        return Integer(start, end, int(word, 16))
    if match["range"]:
        low, high = map(int, word.split("-"))
        if low > high:
            raise Problem(codes.BAD_RANGE, "this range ends before it starts", start, end, "put the lower end first")
        return Range(start, end, low, high)
    value = float(word)
    if math.isinf(value):
        raise Problem(codes.BAD_NUMBER, "this number is too large", start, end)
    return Float(start, end, value)
