r"""The regular expressions that several parts of the language share.

All are deterministic or possessive, so that a match takes time linear in what it reads. A newline is `\n` or `\r\n`;
a blank is a space or a tab.

A group that is repeated possessively is written `(?>(?:...)*)`, never `(?:...)*+`: until Python 3.11.5, and Debian 12
has 3.11.2, the latter did not match where the group itself can be matched in several ways (python/cpython#106052).
"""

import re

NAME = r"[^\W\d][\w-]*+"
KEY = r"\w[\w-]*+"
COMMENT = r"(?:\#(?!\[)|//)[^\n]*+"
DOTTED = rf"{NAME}(?>(?:\.{NAME})*)"

BLANKS = re.compile(r"[ \t]*+")
LINE_END = re.compile(r"[ \t]*+(?:\r?\n|\Z)")
BLANK_LINES = re.compile(r"(?>(?:[ \t]*+\r?\n)+)|[ \t]*+\r?\Z")
COMMENT_LINE = re.compile(rf"{COMMENT}(?:\n|\Z)")
TAIL = re.compile(rf"[ \t]*+(?:;[ \t]*+)?(?:(?<=[ \t;]){COMMENT}|\r?(?=\n|\Z))(?:\n|\Z)")
"""What may stand between a value and the next line: blanks, one `;`, a comment after a blank."""

TAIL_IN_BRACES = re.compile(rf"[ \t]*+(?:[;,][ \t]*+)?(?:(?<=[ \t;,]){COMMENT}|\r?(?=\n|\Z))(?:\n|\Z)")

VALUE_END = re.compile(r"\s*+\Z")

SECTION = re.compile(rf"\[({DOTTED})\]")
SECTION_LINE = re.compile(rf"^([ ]*+)\[({DOTTED})\][ \t]*+(?:(?<=[ \t]){COMMENT}|\r?$)", re.MULTILINE)

HEAD = re.compile(
    r"""(?: (?P<key>[\w.][\w.+-]*+) | "(?P<double>(?>(?:[^"\\\n]|\\[^\n])*))" | '(?P<single>[^'\n]*+)' )
        [ \t]*+ (?P<mark>[:={>])""",
    re.VERBOSE,
)
"""The start of a statement: a key, bare or quoted, and what opens its value."""

DIRECTORY = re.compile(r"([\w.][\w.+-]*+)/(?=[ \t]*+(?:;|\r?\n|\r?\Z|(?<=[ \t])(?:\#(?!\[)|//)))")
VARIABLE = re.compile(rf"\$({NAME})[ \t]*+[:=](?![:=>])[ \t]*+")
REFERENCE = re.compile(rf"\$({NAME})")
INCLUDE = re.compile(r"@include(?![\w.(-])[ \t]*+")
ITEM = re.compile(r"-(?=[ \t\r\n]|\Z)")
OPERATOR = re.compile(r"@([^\W\d]\w*+(?>(?:\.[^\W\d]\w*+)*))(\()?")

_FAST = rf"""
    [ ]*+ (%s)
    (?> (?> :[ ]++ | [ ]*+=(?![=>])[ ]*+ )
        (?> "(?!["@]) ([^"\\\x00-\x1f\x7f{{$]*+) "
          | (0 | -?[1-9][0-9]{{0,17}}+) (?![^ \t;\r\n])
          | (true|false)
          | "@([A-Za-z_][\w.]*+)\('([^'"\\\x00-\x1f\x7f{{$]*+)'\)"
          | ((?:0|[1-9][0-9]*+) (?>(?:\.[0-9]++)?) (?:ms|[smhdw]))
        )
        ;?+
      | (:)
    )
    (?>(?: [ \t]++ {COMMENT} )?) [ \t]*+ \r?\n
    """
FAST = re.compile(_FAST % KEY, re.VERBOSE)
"""A whole line of the commonest form, so that most lines cost one match. Groups: 1 key, then one of 2 plain string,
3 whole number, 4 boolean, 5 and 6 the name and the argument of a quoted operator, 7 duration, 8 the colon of a key with
nothing after it."""

FAST_FILE = re.compile(_FAST % r"\w[\w.-]*+", re.VERBOSE)
"""The same in a directory map, where a key may have dots."""

FAST_SECTION = re.compile(rf"(?>(?:[ \t]*+\r?\n)*)\[({DOTTED})\][ \t]*+\r?\n")
"""A section's header in its commonest form, with the blank lines before it."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that may not stand in a document: control characters, a byte order mark that is not the first character,
marks that change the direction of text, halves of surrogate pairs."""

LONE_RETURN = re.compile(r"\r(?!\n)")
"""A carriage return that ends no line; it may not stand in a document either."""
