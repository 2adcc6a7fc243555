"""Reads one value: a string, a list, a call, a number."""

import re

from scaffold.tusk import codes
from scaffold.tusk.findings import Findings, Problem
from scaffold.tusk.limits import MAX_DEPTH
from scaffold.tusk.nodes import Entry, List, Map, Node, Operator, String
from scaffold.tusk.patterns import KEY, OPERATOR, REFERENCE, SECTION_LINE
from scaffold.tusk.scalars import scalar
from scaffold.tusk.scope import Hole, Part, Scope, plain
from scaffold.tusk.spacing import Spacing
from scaffold.tusk.strings import (
    LONGEST,
    Insert,
    Quoted,
    environment_hint,
    newlines,
    read_quoted,
    split_inserts,
    unescape,
)

_WORD = re.compile(r"""[^\s,\[\]{}()"';:=]++""")
_ITEM = re.compile(r"[^,)\]}\n]*+")
_INLINE_KEY = re.compile(KEY)
_BARE_STOP = re.compile(r";|[ \t](?=\#(?!\[)|//)")
_BARE_STOP_IN_BRACES = re.compile(r";|[ \t](?=\#(?!\[)|//)|,[ \t]*+\Z|,(?=[ \t]++(?:\#(?!\[)|//))")
_PLAIN_CALL = re.compile(r"@([A-Za-z_][\w.]*+)\([ \t]*+(?:'([^'\\${]*+)'[ \t]*+)?\)")
_ALMOST_CALL = re.compile(r"@[A-Za-z_][\w.]*+\(")


class ValueReader(Spacing):
    """Reads values from a text. `deepest` is the greatest depth met since it was last set."""

    def __init__(self, text: str, scope: Scope, findings: Findings, outer: tuple[int, int] | None = None) -> None:
        super().__init__(text, outer)
        self.scope = scope
        self.findings = findings
        self.deepest = 0

    def after_keyword(self, start: int, end: int, depth: int, *, in_braces: bool = False) -> Node:
        """Read the value of a statement, where bare words are a text.

        Raises:
            Problem: when it is malformed.

        """
        char = self.text[start]
        if char in "\"'[{@$":
            return self.anywhere(start, end, depth)
        line_end = self.text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        stop = (_BARE_STOP_IN_BRACES if in_braces else _BARE_STOP).search(self.text, start, line_end)
        words = self.text[start : stop.start() if stop else line_end].rstrip(" \t\r")
        if not words:
            raise Problem(codes.BAD_VALUE, f"no value starts with `{char}`", start, start + 1)
        if (node := scalar(words, start, self.findings)) is not None:
            return node
        from scaffold.tusk.refused import refuse_words

        refuse_words(words, start)
        return String(start, start + len(words), words, quoted=False)

    def anywhere(self, start: int, end: int, depth: int) -> Node:
        """Read a value as it stands in a list or map too, where texts need quotes.

        Raises:
            Problem: when it is malformed.

        """
        match self.text[start]:
            case '"' | "'":
                return self._string(start, end)
            case "[":
                return self._list(start, end, depth + 1)
            case "{":
                return self._map(start, end, depth + 1)
            case "@":
                return self._operator(start, end, depth + 1)
            case "$":
                return self._reference(start, end, depth)
        word = _WORD.match(self.text, start, end)
        node = scalar(word[0], start, self.findings) if word else None
        if node is not None:
            return node
        from scaffold.tusk.refused import refuse_constructs

        refuse_constructs(_ITEM.match(self.text, start, end)[0].rstrip(), start)  # type: ignore[index] # it matches ""
        stop = word.end() if word else start + 1
        message = "a text in a list, map or call needs quotes" if word else "a value is missing"
        raise Problem(codes.BARE_WORDS, message, start, stop, 'write it as "text"' if word else None)

    def quoted(self, start: int, end: int) -> Quoted:
        """Read the string at `start`, without its meaning.

        Raises:
            Problem: when it is never closed.

        """
        quoted = read_quoted(self.text, start, end)
        if quoted is not None:
            return quoted
        triple = self.text[start] * 3
        if self.text.startswith(triple, start):
            following = SECTION_LINE.search(self.text, start, end)
            resume = following.start() if following else end
            hint = f"close it with {triple}"
            raise Problem(codes.UNCLOSED_STRING, "this string is never closed", start, start + 3, hint, resume=resume)
        hint = f'close it with {self.text[start]}; a text of several lines stands in """'
        raise Problem(codes.UNCLOSED_STRING, "this string is not closed on its line", start, start + 1, hint)

    def key(self, start: int, end: int) -> tuple[str, int]:
        """Read a key in an inline map; return it and where it ends.

        Raises:
            Problem: when there is none.

        """
        if start < end and self.text[start] in "\"'":
            quoted = self.quoted(start, end)
            return quoted.raw if quoted.verbatim else unescape(quoted.raw, quoted.raw_start), quoted.end
        match = _INLINE_KEY.match(self.text, start, end)
        if match is None:
            if self.text.startswith("...", start, end):
                message = "a spread with `...` is not part of a spec"
                raise Problem(codes.EXPRESSION, message, start, start + 3, "write its entries here")
            raise Problem(codes.SEPARATOR, "a key is missing here", start, min(start + 1, end))
        return match[0], match.end()

    def _string(self, start: int, end: int) -> Node:
        quoted = self.quoted(start, end)
        raw = newlines(quoted.raw)
        if raw.startswith("@") and (operator := self._quoted_operator(raw, quoted, start)):
            return operator
        expand = not quoted.verbatim or self.outer
        if not expand or ("{" not in raw and "\\" not in raw):
            return String(start, quoted.end, raw)
        # Offsets count in the text as it stands, so the raw form is split before its newlines are unified.
        pieces = split_inserts(quoted.raw, quoted.raw_start, verbatim=quoted.verbatim)
        parts: list[Part] = []
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(newlines(piece) if quoted.raw is not raw else piece)
            elif (part := self._part(piece)) is not None:
                parts.append(part)
        return self.scope.string(parts, start, quoted.end)

    def _part(self, insert: Insert) -> Part | None:
        start, end = self.outer or (insert.start, insert.end)
        if insert.kind == "{":
            return Hole(insert.name, start, end)
        variable = self.scope.look_up(insert.name, start, end)
        return variable.entry.node if variable else None

    def _quoted_operator(self, raw: str, quoted: Quoted, start: int) -> Operator | None:
        if call := _PLAIN_CALL.fullmatch(raw):
            arguments = () if call[2] is None else (call[2],)
            return Operator(start, quoted.end, call[1], arguments, quoted=True)
        if not _ALMOST_CALL.match(raw):
            return None
        content = raw if quoted.verbatim else unescape(raw, quoted.raw_start)
        try:
            inner = ValueReader(content, self.scope, Findings(), (start, quoted.end))
            operator = inner.anywhere(0, len(content), 0)
        except Problem:
            operator = None
        if isinstance(operator, Operator) and operator.end == len(content):
            operator.start, operator.end, operator.quoted = start, quoted.end, True
            return operator
        hint = "check its brackets and quotes, or start a text with \\u0040 instead of @"
        self.findings.warning(
            codes.ALMOST_OPERATOR, "starts like a call but is read as a text", start, quoted.end, hint
        )
        return None

    def _reference(self, start: int, end: int, depth: int) -> Node:
        match = REFERENCE.match(self.text, start, end)
        if match is None:
            hint = (
                environment_hint(self.text[start : start + LONGEST])
                or "a variable is written $name, in a string ${name}"
            )
            raise Problem(codes.BAD_VARIABLE, "malformed variable", start, start + 1, hint)
        variable = self.scope.look_up(match[1], start, match.end())
        if variable is None:
            return String(start, match.end(), match[0], quoted=False)
        self._check_depth(depth + variable.depth, start)
        return self.scope.refer(variable.entry.node, start, match.end())

    def _operator(self, start: int, end: int, depth: int) -> Operator:
        self._check_depth(depth, start)
        head = OPERATOR.match(self.text, start, end)
        if head is None or not head[2]:
            hint = 'a call is written @name("argument"); put a text that starts with @ in quotes'
            hint = environment_hint(self.text[start : start + LONGEST]) or hint
            raise Problem(codes.BAD_OPERATOR, "malformed operator call", start, start + 1, hint)
        nodes: list[Node] = []
        pos = self.skip_space(head.end(), end)
        while not self.text.startswith(")", pos, end):
            self.need(pos, end, start, ")")
            nodes.append(self.anywhere(pos, end, depth))
            pos = self.next_item(nodes[-1].end, end, ")", start)
        operator = Operator(start, pos + 1, head[1], tuple(plain(node) for node in nodes))
        if any(id(node) in self.scope.pending for node in nodes):
            self.scope.waiting_arguments.append((operator, nodes))
        return operator

    def _list(self, start: int, end: int, depth: int) -> List:
        self._check_depth(depth, start)
        items: list[Node] = []
        pos = self.skip_space(start + 1, end)
        while not self.text.startswith("]", pos, end):
            self.need(pos, end, start, "]")
            items.append(self.anywhere(pos, end, depth))
            pos = self.next_item(items[-1].end, end, "]", start)
        return List(start, pos + 1, items)

    def _map(self, start: int, end: int, depth: int) -> Map:
        self._check_depth(depth, start)
        node = Map(start, start, style="inline")
        pos = self.skip_space(start + 1, end)
        while not self.text.startswith("}", pos, end):
            self.need(pos, end, start, "}")
            key, key_end = self.key(pos, end)
            mark = self.skip_space(key_end, end)
            if self.text[mark : min(mark + 1, end)] not in {":", "="}:
                raise Problem(codes.SEPARATOR, "`:` is missing after the key", pos, key_end)
            value_start = self.skip_space(mark + 1, end)
            self.need(value_start, end, start, "}")
            value = self.anywhere(value_start, end, depth)
            entry = Entry(key, pos, key_end, value)
            if node.entries.setdefault(key, entry) is not entry:
                node.repeats.append(entry)
            pos = self.next_item(value.end, end, "}", start, lines=True)
        node.end = pos + 1
        if node.repeats:
            self.scope.repeated.append(node)
        return node

    def _check_depth(self, depth: int, start: int) -> None:
        self.deepest = max(self.deepest, depth)
        if depth > MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH}"
            raise Problem(codes.TOO_DEEP, message, start, start + 1)
