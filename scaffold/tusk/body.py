"""The statements of a section's body: keys, items, directories, variables. Each gives where the next line starts."""

import re

from scaffold.tusk import codes
from scaffold.tusk.blocks import Awaiting, Blocks, Frame
from scaffold.tusk.findings import Problem
from scaffold.tusk.nodes import Entry, List, Map, Node, Null
from scaffold.tusk.patterns import BLANKS, ITEM, TAIL, TAIL_IN_BRACES
from scaffold.tusk.reading import Reading
from scaffold.tusk.scope import Variable
from scaffold.tusk.statements import Head, opens_lines, read_head


class Body:
    """Reads statements, up to `end`, into the innermost block of `blocks`."""

    def __init__(self, reading: Reading, blocks: Blocks, end: int) -> None:
        self.reading = reading
        self.values = reading.values
        self.blocks = blocks
        self.end = end

    def entry(self, head: Head, frame: Frame, indent: int) -> int:
        """Read a key's value, or open its block.

        Raises:
            Problem: when it is malformed.

        """
        if head.dotted and not frame.directory:
            hint = "write `[section.name]` for a map in a map, or put a key with a dot in quotes"
            message = "a key with such characters is read only in a directory map"
            raise Problem(codes.DOTTED_KEY, message, head.start, head.end, hint)
        entry = Entry(head.key, head.start, head.end, Null(head.after, head.after))
        following = opens_lines(self.reading.text, head.after + bool(head.opens), self.end)
        if following is None:
            following = self._value(entry, head.after, frame)
        elif head.opens:
            self._open_brackets(head, entry, frame)
        else:
            self.blocks.awaiting = Awaiting(entry, indent, frame.depth + 1, head.key)
        self._add(frame, entry)
        return following

    def item(self, dash: int, frame: Frame, indent: int) -> int:
        """Read what follows a list's `-`: a value, or the first line of a map or a list.

        Raises:
            Problem: when it is malformed.

        """
        text, node = self.reading.text, frame.node
        following = opens_lines(text, dash + 1, self.end)
        if following is not None:
            self._append(frame, dash, Null(dash + 1, dash + 1))
            if isinstance(node, List):
                self.blocks.awaiting = Awaiting(node, indent, frame.depth + 1, frame.key)
            return following
        start = self._skip_blanks(dash + 1)
        column = indent + start - dash
        if ITEM.match(text, start, self.end):
            return self.item(start, self._nest(frame, dash, List(start, start, style="block"), column), column)
        head = read_head(text, start, self.end, in_list=True)
        if head and (head.opens or not head.dotted):
            return self.entry(head, self._nest(frame, dash, Map(start, start), column), column)
        in_braces = self.blocks.in_braces
        value = self.values.after_keyword(start, self.end, frame.depth, in_braces=in_braces)
        following = self.tail(value.end, in_braces=in_braces)
        self._append(frame, dash, value)
        return following

    def directory(self, match: re.Match[str], frame: Frame, indent: int) -> int:
        """Open a directory map.

        Raises:
            Problem: when something follows on its line.

        """
        end = match.end()
        entry = Entry(match[1], match.start(), match.end(1), Map(end, end, style="directory"))
        following = self.tail(end, in_braces=False)
        self.blocks.awaiting = Awaiting(entry, indent, frame.depth + 1, match[1], directory=True)
        self._add(frame, entry)
        return following

    def variable(self, start: int, match: re.Match[str]) -> int:
        """Read the definition of a variable.

        Raises:
            Problem: when its value is malformed, or not on its line.

        """
        scope, values, variables = self.reading.scope, self.values, self.reading.variables
        if TAIL.match(self.reading.text, match.end(), self.end):
            hint = "a variable's value stands on its line; a list or map in brackets may span lines"
            raise Problem(codes.BAD_VARIABLE, "this variable has no value", start, match.end(1), hint)
        before, values.deepest = scope.expanded, 0
        in_braces = self.blocks.in_braces
        node = values.after_keyword(match.end(), self.end, 0, in_braces=in_braces)
        following = self.tail(node.end, in_braces=in_braces)
        entry = Entry(match[1], start, match.end(1), node)
        variable = Variable(entry, node.end - node.start + scope.expanded - before, values.deepest)
        if scope.variables.setdefault(match[1], variable) is variable:
            variables.entries[match[1]] = entry
        else:
            variables.repeats.append(entry)
        self.reading.depths[start] = len(self.blocks.frames) - 1
        return following

    def tail(self, pos: int, *, in_braces: bool) -> int:
        """Pass over what may follow a value on its line.

        Raises:
            Problem: when something else does.

        """
        text = self.reading.text
        tail = (TAIL_IN_BRACES if in_braces else TAIL).match(text, pos, self.end)
        if tail is None:
            start = self._skip_blanks(pos)
            line_end = text.find("\n", start, self.end)
            from scaffold.tusk.refused import after_value

            line = text[start : line_end if line_end >= 0 else self.end].rstrip()
            raise after_value(line, start, of_text=text[pos - 1] in "\"'")
        return tail.end()

    def _skip_blanks(self, pos: int) -> int:
        return BLANKS.match(self.reading.text, pos, self.end).end()  # type: ignore[union-attr] # it matches "" too

    def _value(self, entry: Entry, after: int, frame: Frame) -> int:
        """Read what follows a key on its line; only a `;` leaves the entry null."""
        if tail := TAIL.match(self.reading.text, after, self.end):
            return tail.end()
        in_braces = self.blocks.in_braces
        entry.node = self.values.after_keyword(self._skip_blanks(after), self.end, frame.depth, in_braces=in_braces)
        return self.tail(entry.node.end, in_braces=in_braces)

    def _open_brackets(self, head: Head, entry: Entry, frame: Frame) -> None:
        if head.opens:
            entry.node = node = Map(head.after, head.after, style=head.opens)
            self.blocks.push(Frame(head.opens, node, None, frame.depth + 1, head.after, head.key, floor=True))

    def _add(self, frame: Frame, entry: Entry) -> None:
        node = frame.node
        if isinstance(node, Map) and node.entries.setdefault(entry.key, entry) is not entry:
            if not node.repeats:
                self.reading.scope.repeated.append(node)
            node.repeats.append(entry)

    def _nest(self, frame: Frame, dash: int, node: Map | List, column: int) -> Frame:
        """Open a block in a list's item."""
        inner = Frame("list" if isinstance(node, List) else "map", node, column, frame.depth + 1, node.start, frame.key)
        self.blocks.push(inner)
        self._append(frame, dash, node)
        return inner

    def _append(self, frame: Frame, dash: int, node: Node) -> None:
        if isinstance(frame.node, List):
            frame.node.items.append(node)
            frame.node.dashes.append(dash)
