"""Quoted text: escapes as in JSON, and the places where variables and template holes stand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scaffold.tusk import codes
from scaffold.tusk.findings import Problem
from scaffold.tusk.patterns import NAME

_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.)|\Z)", re.DOTALL
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_DOUBLE = re.compile(r'"([^"\\\n]*+(?>(?:\\[^\n][^"\\\n]*+)*))"')
_SINGLE = re.compile(r"'([^'\n]*+)'")
_TRIPLE_DOUBLE = re.compile(r'"""([^"\\]*+(?>(?:(?:\\.|"(?!""))[^"\\]*+)*))"""', re.DOTALL)
_TRIPLE_SINGLE = re.compile(r"'''([^']*+(?>(?:'(?!'')[^']*+)*))'''")
_FIRST_NEWLINE = re.compile(r"\r?\n")
_INSERT = re.compile(r"\$\{([^{}$\n]{0,200})\}|\{\{([^{}\n]{0,200})\}\}|\$\{|\{\{")
_ENVIRONMENT = re.compile(r"(?:\$\{?|@env\.)(?P<name>[A-Za-z_]\w*+)[ \t]*+(?P<default>:?[-=?+]|\|)?")
LONGEST = 100
"""Characters of a name that a hint shows."""
_INSERTED_NAME = re.compile(rf"[ \t]*+({NAME})[ \t]*+")


class Quoted(NamedTuple):
    """A string as it stands: what is between its quotes, where that starts, and where the string ends."""

    raw: str
    raw_start: int
    end: int
    verbatim: bool


class Insert(NamedTuple):
    """A `${name}` or `{{name}}` in a string."""

    kind: str
    name: str
    start: int
    end: int


def read_quoted(text: str, start: int, end: int) -> Quoted | None:
    """Read the string that starts at `start`; None when it is never closed."""
    quote = text[start]
    if text.startswith(quote * 3, start):
        match = (_TRIPLE_DOUBLE if quote == '"' else _TRIPLE_SINGLE).match(text, start, end)
        if match is None:
            return None
        newline = _FIRST_NEWLINE.match(text, match.start(1), match.end(1))
        raw_start = newline.end() if newline else match.start(1)
        return Quoted(text[raw_start : match.end(1)], raw_start, match.end(), quote == "'")
    match = (_DOUBLE if quote == '"' else _SINGLE).match(text, start, end)
    return match and Quoted(match[1], match.start(1), match.end(), quote == "'")


def unescape(raw: str, offset: int) -> str:
    """Return the text that `raw` spells; `offset` is where it stands.

    Raises:
        Problem: for an escape that JSON does not know.

    """
    if "\\" not in raw:
        return raw

    def spelled(match: re.Match[str]) -> str:
        high, low, code, simple = match.groups()
        if high:
            return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
        if code and not 0xD800 <= int(code, 16) <= 0xDFFF:  # noqa: PLR2004 - the surrogates' range
            return chr(int(code, 16))
        if simple in _SIMPLE:
            return _SIMPLE[simple]
        start, end = offset + match.start(), offset + match.end()
        message = "half of a surrogate pair is not a character" if code else "unknown escape"
        hint = r"in double quotes a backslash is written \\; in single quotes, good for a pattern, it stands for itself"
        raise Problem(codes.BAD_ESCAPE, message, start, end, hint)

    return _ESCAPE.sub(spelled, raw)


def split_inserts(raw: str, offset: int, *, verbatim: bool = False) -> Iterator[str | Insert]:
    """Split a string into unescaped texts and inserts.

    Raises:
        Problem: for a malformed insert or escape.

    """
    done = 0
    for match in _INSERT.finditer(raw):
        if match.start() > done:
            piece = raw[done : match.start()]
            yield piece if verbatim else unescape(piece, offset + done)
        start, end = offset + match.start(), offset + match.end()
        kind = "$" if raw[match.start()] == "$" else "{"
        name = _INSERTED_NAME.fullmatch(match[1] or match[2] or "")
        if name is None:
            what = "a variable in a string is written ${name}" if kind == "$" else "a hole is written {{name}}"
            itself = "in single quotes it stands for itself"
            environment = environment_hint(raw[match.start() : match.start() + LONGEST])
            hint = f"{environment} as the whole value; {itself}" if environment else itself
            raise Problem(codes.BAD_VARIABLE, what, start, end, hint)
        yield Insert(kind, name[1], start, end)
        done = match.end()
    if done < len(raw):
        yield raw[done:] if verbatim else unescape(raw[done:], offset + done)


def environment_hint(text: str) -> str | None:
    """Return how to write what a text asks of the environment, as `${PORT:-80}` or `@env.PORT` do, if it does.

    A default is not repeated: it may be a secret.
    """
    match = _ENVIRONMENT.match(text)
    if match is None or not (match["name"].isupper() or match["default"] or text.startswith("@")):
        return None
    default = ', "default"' if match["default"] else ""
    return f'for a variable of the environment write @env("{match["name"]}"{default})'


def newlines(text: str) -> str:
    r"""Return the text with `\n` line ends: how a file was checked out does not change a value."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def quote(text: str) -> str:
    """Spell a text as a double-quoted string which reads back as exactly that text, never as an operator or a hole."""
    escaped = "".join(_escaped(char) for char in text)
    escaped = _OPENS_INSERT.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
    return '"' + (f"\\u0040{escaped[1:]}" if _OPENS_CALL.match(escaped) else escaped) + '"'


_NAMED = {spelled: f"\\{letter}" for letter, spelled in _SIMPLE.items() if letter != "/"}
_OPENS_INSERT = re.compile(r"[${](?=\{)")
_OPENS_CALL = re.compile(r"@[\w.]+\(")
_MUST_ESCAPE = re.compile("[\x00-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069]")


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    return f"\\u{ord(char):04x}" if _MUST_ESCAPE.match(char) else char
