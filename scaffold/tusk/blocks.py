"""The shape of a document: which block each line belongs to, by indentation and by brackets."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from scaffold.tusk import codes
from scaffold.tusk.findings import Problem
from scaffold.tusk.limits import MAX_DEPTH
from scaffold.tusk.masking import looks_secret
from scaffold.tusk.nodes import Entry, List, Map, Node

Kind = Literal["map", "list", "braces", "angle"]


@dataclass(slots=True)
class Frame:
    """An open block. `indent` is None until its first line; `floor` says that dedenting does not close it.

    `secret` and `in_braces` hold for all that is nested in it.
    """

    kind: Kind
    node: Map | List
    indent: int | None
    depth: int
    opener: int
    key: str = ""
    floor: bool = False
    directory: bool = False
    secret: bool = False
    in_braces: bool = False


class Awaiting(NamedTuple):
    """A key, or the last item of a list, with nothing after it: the next lines may be its block."""

    owner: Entry | List
    indent: int
    depth: int
    key: str
    directory: bool = False

    @property
    def takes_items(self) -> bool:
        """Whether list items may stand at the key's own indentation."""
        return isinstance(self.owner, Entry) and not self.directory

    def give(self, node: Node) -> None:
        """Make `node` its value."""
        if isinstance(self.owner, Entry):
            self.owner.node = node
        else:
            self.owner.items[-1] = node


class Blocks:
    """The stack of open blocks of one section."""

    def __init__(self, body: Map, depth: int, start: int, name: str) -> None:
        self.frames = [Frame("map", body, None, depth, start, name, floor=True)]
        self.name = name
        self.awaiting: Awaiting | None = None

    @property
    def top(self) -> Frame:
        """The innermost open block."""
        return self.frames[-1]

    @property
    def secret(self) -> bool:
        """Whether a key that looks secret is open."""
        waiting = self.awaiting.key if self.awaiting else ""
        return self.top.secret or looks_secret(self.name) or looks_secret(waiting)

    @property
    def in_braces(self) -> bool:
        """Whether a `name {` is open."""
        return self.top.in_braces

    def enter(self, indent: int, start: int, *, item: bool) -> Frame:
        """Return the block that a line belongs to, closing and opening others.

        Raises:
            Problem: when the line fits none.

        """
        waiting, self.awaiting = self.awaiting, None
        if waiting and (indent > waiting.indent or (item and indent == waiting.indent and waiting.takes_items)):
            return self._open(waiting, indent, start, item=item)
        self._close_deeper(indent, item=item)
        top = self.top
        if top.indent is None:
            top.indent = indent
        if indent != top.indent:
            self._misplaced(indent, start)
        if item != (top.kind == "list"):
            if item:
                message = "a list item stands where a key is expected"
                raise Problem(codes.STRAY_ITEM, message, start, start + 1, "a list needs a `key:` above it")
            raise Problem(codes.STRAY_ITEM, "a list item is expected here", start, start + 1, "start it with `- `")
        return top

    def push(self, frame: Frame) -> None:
        """Open a block.

        Raises:
            Problem: when it is nested too deep.

        """
        if frame.depth > MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH}"
            raise Problem(codes.TOO_DEEP, message, frame.opener, frame.opener + 1)
        frame.secret = self.top.secret or looks_secret(frame.key)
        frame.in_braces = self.top.in_braces or frame.kind == "braces"
        self.frames.append(frame)

    def close_bracket(self, kind: Kind, start: int, end: int) -> None:
        """Close the innermost bracketed block, and all that is open in it.

        Raises:
            Problem: when it was opened otherwise, or not at all.

        """
        self.close_blocks()
        if self.top.kind != kind:
            raise Problem(codes.UNMATCHED_CLOSE, "nothing is open that this closes", start, end)
        self.pop(end)

    def close_blocks(self) -> None:
        """Close what indentation opened inside the innermost bracket or section."""
        self.awaiting = None
        while not self.top.floor:
            self.pop()

    def pop(self, end: int | None = None) -> Frame:
        """Close the innermost block; its span ends at `end`, or with its last value."""
        frame = self.frames.pop()
        if end is not None:
            frame.node.end = end
        else:
            close_span(frame.node)
        return frame

    def close_all(self) -> list[Frame]:
        """Close everything; return the bracketed blocks that were still open."""
        if len(self.frames) == 1:
            close_span(self.frames.pop().node)
            return []
        open_brackets = []
        while self.frames:
            frame = self.pop()
            if frame.kind in {"braces", "angle"}:
                open_brackets.append(frame)
        return open_brackets

    def _open(self, waiting: Awaiting, indent: int, start: int, *, item: bool) -> Frame:
        node: Map | List = List(start, start, style="block") if item else Map(start, start)
        if isinstance(node, Map) and waiting.directory:
            node.style = "directory"
        kind: Kind = "list" if item else "map"
        frame = Frame(kind, node, indent, waiting.depth, start, waiting.key, directory=waiting.directory)
        self.push(frame)
        waiting.give(node)
        return frame

    def _close_deeper(self, indent: int, *, item: bool) -> None:
        while not self.top.floor:
            top = self.top
            own_level = top.kind == "list" and not item and self._shares_level()
            if top.indent is None or top.indent < indent or (top.indent == indent and not own_level):
                return
            self.pop()

    def _shares_level(self) -> bool:
        """Whether the innermost list stands at the indentation of its own key."""
        return self.frames[-2].indent == self.top.indent

    def _misplaced(self, indent: int, start: int) -> None:
        top = self.top
        expected = top.indent
        message = f"this line is indented by {indent}, where {expected} is expected"
        hint = "a deeper line needs a `key:` above it" if indent > (expected or 0) else "line it up with its block"
        raise Problem(codes.INDENTATION, message, start - min(indent, 1), start, hint)


def close_span(node: Map | List) -> None:
    """Let a block end where its last value ends."""
    if isinstance(node, List):
        if node.items:
            node.end = max(node.end, node.items[-1].end)
        return
    if node.entries:
        last = next(reversed(node.entries.values())).node.end
        node.end = max(node.end, last, node.repeats[-1].node.end if node.repeats else 0)
