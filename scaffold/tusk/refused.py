"""Constructs of TuskLang's own dialects that a spec may not hold, and what else may not stand where a value does.

It is imported where a text has bare words or a fault: its expressions take longer to compile than most specs to read.
"""

import re

from scaffold.tusk import codes
from scaffold.tusk.findings import Problem

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
