r"""The regular expressions that several parts of the language share.

All are deterministic or possessive, so that a match takes time linear in what it reads. A newline is `\n` or `\r\n`;
a blank is a space or a tab.
"""

import re

NAME = r"[^\W\d][\w-]*+"
KEY = r"\w[\w-]*+"
COMMENT = r"(?:\#(?!\[)|//)[^\n]*+"
DOTTED = rf"{NAME}(?:\.{NAME})*+"

BLANKS = re.compile(r"[ \t]*+")
LINE_END = re.compile(r"[ \t]*+(?:\r?\n|\Z)")
BLANK_LINES = re.compile(r"(?:[ \t]*+\r?\n)++|[ \t]*+\r?\Z")
COMMENT_LINE = re.compile(rf"{COMMENT}(?:\n|\Z)")
TAIL = re.compile(rf"[ \t]*+(?:;[ \t]*+)?(?:(?<=[ \t;]){COMMENT}|\r?(?=\n|\Z))(?:\n|\Z)")
"""What may stand between a value and the next line: blanks, one `;`, a comment after a blank."""

TAIL_IN_BRACES = re.compile(rf"[ \t]*+(?:[;,][ \t]*+)?(?:(?<=[ \t;,]){COMMENT}|\r?(?=\n|\Z))(?:\n|\Z)")

VALUE_END = re.compile(r"\s*+\Z")

SECTION = re.compile(rf"\[({DOTTED})\]")
SECTION_LINE = re.compile(rf"^([ ]*+)\[({DOTTED})\][ \t]*+(?:(?<=[ \t]){COMMENT}|\r?$)", re.MULTILINE)

HEAD = re.compile(
    r"""(?: (?P<key>[\w.][\w.+-]*+) | "(?P<double>(?:[^"\\\n]|\\[^\n])*+)" | '(?P<single>[^'\n]*+)' )
        [ \t]*+ (?P<mark>[:={>])""",
    re.VERBOSE,
)
"""The start of a statement: a key, bare or quoted, and what opens its value."""

DIRECTORY = re.compile(r"([\w.][\w.+-]*+)/(?=[ \t]*+(?:;|\r?\n|\r?\Z|(?<=[ \t])(?:\#(?!\[)|//)))")
VARIABLE = re.compile(rf"\$({NAME})[ \t]*+[:=](?![:=>])[ \t]*+")
REFERENCE = re.compile(rf"\$({NAME})")
INCLUDE = re.compile(r"@include(?![\w.(-])[ \t]*+")
ITEM = re.compile(r"-(?=[ \t\r\n]|\Z)")
OPERATOR = re.compile(r"@([^\W\d]\w*+(?:\.[^\W\d]\w*+)*+)(\()?")

FAST = re.compile(
    rf"""
    (?>(?:[ \t]*+\r?\n)*+)                                  # blank lines before it
    ([ ]*+) ({KEY}) (?> :[ ]++ | [ ]*+=(?![=>])[ ]*+ )
    (?> "(?!["@]) ([^"\\\x00-\x1f\x7f{{$]*+) "
      | (0 | -?[1-9][0-9]{{0,17}}+)
      | (true|false)
      | "@([A-Za-z_][\w.]*+)\('([^'"\\\x00-\x1f\x7f{{$]*+)'\)"
    )
    (?: ; )?+ [ ]*+ \r?\n
    """,
    re.VERBOSE,
)
"""A whole line of the commonest form, so that most lines cost one match. Groups: 1 indentation, 2 key, then one of
3 plain string, 4 whole number, 5 boolean, or 6 and 7 the name and the argument of a quoted operator."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)")
"""Characters that may not stand in a document: control characters, a lone carriage return, a byte order mark that is
not the first character, marks that change the direction of text, halves of surrogate pairs."""
