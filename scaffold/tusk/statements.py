"""The first half of a statement: its key and what opens its value; and what is wrong with a line that has neither."""

import re
from typing import Literal, NamedTuple

from scaffold.tusk import codes
from scaffold.tusk.findings import Problem
from scaffold.tusk.patterns import COMMENT, HEAD, KEY
from scaffold.tusk.strings import unescape

_VALUE_FOLLOWS = re.compile(r"(?P<word>\w[\w.-]*)[ \t]+(?:[\"'\[{@$0-9]|true\b|false\b)")
_PLAIN_KEY = re.compile(KEY)
_OPENS = re.compile(rf"[ \t]*+(?:(?<=[ \t]){COMMENT}|\r?(?=\n|\Z))(?:\n|\Z)")
_INVISIBLE = re.compile("[\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u3000]")
_BLANK_OR_END = frozenset(" \t\r\n")


class Head(NamedTuple):
    """A key, where it stands, and where its value starts; `opens` names the block that it opens instead."""

    key: str
    start: int
    end: int
    after: int
    opens: Literal["braces", "angle", ""] = ""
    dotted: bool = False


def read_head(text: str, start: int, end: int, *, in_list: bool = False) -> Head | None:
    """Read the start of a `key: value`, `key = value`, `name {` or `name >`; None when the line is none of these.

    In a list, a `:` must be followed by a blank, so that `- kafka:9092` is a text.

    Raises:
        Problem: for a bad escape in a quoted key.

    """
    match = HEAD.match(text, start, end)
    if match is None:
        return None
    after = match.end()
    following = text[after : min(after + 1, end)]
    opens: Literal["braces", "angle", ""] = ""
    match match["mark"]:
        case ":":
            if following in {":", "/"} or (in_list and following and following not in _BLANK_OR_END):
                return None
        case "=":
            if following in {"=", ">"}:
                return None
        case "{":
            after -= 1
            opens = "braces"
        case _:
            if not _OPENS.match(text, after, end):
                return None
            after -= 1
            opens = "angle"
    bare = match["key"]
    key = bare or match["single"] or unescape(match["double"] or "", start + 1)
    key_end = match.end("key") if bare else max(match.end("double"), match.end("single")) + 1
    return Head(key, start, key_end, after, opens, dotted=bool(bare) and not _PLAIN_KEY.fullmatch(bare))


def opens_lines(text: str, start: int, end: int) -> int | None:
    """Return where the next line starts, if only a comment stands before it; else None."""
    match = _OPENS.match(text, start, end)
    return match.end() if match else None


def not_a_statement(text: str, start: int, end: int) -> Problem:
    """Return the problem with a line that is no statement, with the likeliest reason."""
    line_end = text.find("\n", start, end)
    line = text[start : line_end if line_end >= 0 else end].rstrip()
    hint = "a statement is `key: value`, `- item` in a list, or `[section]` at the start of a line"
    if invisible := _INVISIBLE.search(line):
        where = start + invisible.start()
        message = f"an invisible character (U+{ord(invisible[0]):04X}) stands in this line"
        return Problem(codes.NOT_A_STATEMENT, message, where, where + 1, "write a plain blank instead")
    if line.startswith("#["):
        hint = "a comment needs a blank after its `#` here: `# [`"
    elif missing := _VALUE_FOLLOWS.match(line):
        hint = f"a `:` seems to be missing after `{missing['word']}`"
    elif "://" in line or "::" in line:
        hint = 'put a text in quotes, and write `key: "text"`'
    return Problem(codes.NOT_A_STATEMENT, "this line is not a statement", start, start + len(line), hint)


def not_a_section(text: str, start: int, end: int) -> Problem:
    """Return the problem with a malformed section header."""
    line_end = text.find("\n", start, end)
    line = text[start : line_end if line_end >= 0 else end].rstrip()
    hint = "a section is `[name]`, with letters, digits, `_` and `-`, and `.` between nested names"
    if line.startswith("[["):
        hint = "there are no arrays of tables; write a list of maps with `- key: value`"
    elif "]" not in line:
        hint = "a `]` is missing"
    elif (closing := line.find("]")) < len(line) - 1:
        hint = "only a comment, after a blank, may follow a section's `]`"
        start, line = start + closing + 1, line[closing + 1 :]
    return Problem(codes.BAD_SECTION, "malformed section header", start, start + len(line), hint)
