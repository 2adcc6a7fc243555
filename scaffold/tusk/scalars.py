"""What a run of characters without quotes stands for, and which constructs of TuskLang's own dialects are refused."""

import math
import re

from scaffold.tusk import codes
from scaffold.tusk.findings import Findings, Problem
from scaffold.tusk.limits import MAX_DIGITS
from scaffold.tusk.nodes import Boolean, Float, Integer, Node, Null, Range, String, seconds

_DIGITS = r"(?:0|[1-9][0-9]*+(?:_[0-9]++)*+)"
_NUMBER = re.compile(
    rf"""(?P<hex>[-+]?0[xX][0-9a-fA-F]++(?:_[0-9a-fA-F]++)*+)
       | (?P<range>{_DIGITS}-{_DIGITS})
       | (?P<float>[-+]?{_DIGITS}(?:\.[0-9]++(?:_[0-9]++)*+(?:[eE][-+]?[0-9]++)?|[eE][-+]?[0-9]++))
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


_QUOTE_IT = "put it in quotes if it is a text; a spec holds values and computes nothing"
_REFUSED = [
    (re.compile(r"<<"), codes.HEREDOC, "a heredoc", 'write a text of several lines as """text"""'),
    (
        re.compile(r"=>|->\s*\{|\b(?:function|lambda|fn|fujsen)\b\s*\w*\s*[(:]|\w[\w.]*\("),
        codes.FUNCTION,
        "an embedded function",
        None,
    ),
    (re.compile(r"[^?]*\s\?\??(?:\s|:)|\?\?"), codes.TERNARY, "a ternary", None),
    (re.compile(r"[^&|=!<>]*(?:&&|\|\||[=!<>]=|(?<=[ \t])[<>][ \t])"), codes.EXPRESSION, "an expression", None),
]
_ANYWHERE = re.compile(r"=>|\bfunction\b *\w* *\(")
_SPACED_ARITHMETIC = re.compile(r"""[\w)\]"'}][ \t]++(?:[-+*/%^]|\*\*)[ \t]++[\w("'$@]""")
_TIGHT_ARITHMETIC = re.compile(r"[-+]?[0-9.]++(?:[-+*/%^][0-9.]++)++")
_ARITHMETIC_SIGN = re.compile(r"[+*/%^]")
_STARTS = re.compile(r"""[)\]}(,`<>&#]|\|[-+]?$|-[ \t]""")
_COLON = re.compile(r":(?:[ \t]|$)|[ \t]=[ \t]")


def refuse_constructs(text: str, start: int) -> None:
    """Refuse bare words that are code in TuskLang's dialects, so that they never become a text by accident.

    Raises:
        Problem: naming the construct.

    """
    end = start + len(text)
    for pattern, code, name, hint in _REFUSED:
        if pattern.match(text) or (code == codes.FUNCTION and _ANYWHERE.search(text)):
            raise Problem(code, f"{name} is not part of a spec", start, end, hint or _QUOTE_IT)
    tight = _TIGHT_ARITHMETIC.fullmatch(text) and _ARITHMETIC_SIGN.search(text, 1)
    if tight or _SPACED_ARITHMETIC.search(text):
        raise Problem(codes.ARITHMETIC, "arithmetic is not part of a spec", start, end, _QUOTE_IT)
    if (comment := text.find(" /*")) >= 0:
        raise after_value(text[comment + 1 :], start + comment + 1)
    if bad := _STARTS.match(text):
        message = f"no value starts with `{bad[0].strip()}`"
        hint = 'write a text of several lines as """text"""' if text[0] in "|>" else "put a text in quotes"
        raise Problem(codes.BAD_VALUE, message, start, start + 1, hint)
    if colon := _COLON.search(text):
        at = start + colon.start()
        raise Problem(codes.BARE_WORDS, "a second separator on the line", at, at + 1, "put the text in quotes")


_AFTER = [
    (re.compile(r"<<"), codes.HEREDOC, "a heredoc is not part of a spec"),
    (re.compile(r"\?"), codes.TERNARY, "a ternary is not part of a spec"),
    (re.compile(r"=>|->|\("), codes.FUNCTION, "an embedded function is not part of a spec"),
    (re.compile(r"[=!<>]=|&&|\|\||[<>](?=[ \t]*\S)"), codes.EXPRESSION, "an expression is not part of a spec"),
    (re.compile(r"/\*"), codes.AFTER_VALUE, "a `/* */` comment stands on lines of its own"),
    (re.compile(r"#|//"), codes.AFTER_VALUE, "a comment after a value needs a blank before it"),
    (re.compile(r"[-+*/%^]"), codes.ARITHMETIC, "arithmetic is not part of a spec"),
]


def after_value(text: str, start: int) -> Problem:
    """Return the problem with `text`, which follows a value on its line."""
    end = start + len(text)
    for pattern, code, message in _AFTER:
        if pattern.match(text):
            hint = _QUOTE_IT if code != codes.AFTER_VALUE else "use ` # text`"
            return Problem(code, message, start, end, hint)
    hint = {
        ",": "a line holds one statement and needs no comma",
        "}": "put the closing `}` on a line of its own",
        ";": "a line holds one statement",
    }.get(text[:1], 'one value a line; inside a string, a quote is written \\"')
    return Problem(codes.AFTER_VALUE, "unexpected text after the value", start, end, hint)
