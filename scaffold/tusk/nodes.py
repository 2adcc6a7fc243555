"""The values of a TuskLang document, each with its span.

Spans are offsets, in characters, into the document's text. An included file continues the count after the text that
includes it, so one number names one place; `Document.locate` turns it into file, line and column.
"""

import json
import re
from typing import Literal, TypeAlias

Plain: TypeAlias = str | int | float | bool | range | list["Plain"] | dict[str, "Plain"] | None
"""Python data without positions: what `.value` gives."""

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d|w)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def seconds(text: str) -> float | None:
    """Return the seconds that a duration such as `100ms`, `5s`, `1m` (a minute), `24h` or `30d` stands for.

    None when the text is not a duration.
    """
    match = _DURATION.fullmatch(text)
    return float(match[1]) * _SECONDS[match[2]] if match else None


class String:
    """A text; `quoted` is false for bare words."""

    __slots__ = ("end", "quoted", "start", "value")

    def __init__(self, start: int, end: int, value: str, *, quoted: bool = True) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.quoted = quoted

    @property
    def duration(self) -> float | None:
        """The text as a length of time in seconds, where it is one (`5s`)."""
        return seconds(self.value)


class Integer:
    """A whole number."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: int) -> None:
        self.start = start
        self.end = end
        self.value = value


class Float:
    """A number with a fraction or an exponent; always finite."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: float) -> None:
        self.start = start
        self.end = end
        self.value = value


class Boolean:
    """True or false."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: bool) -> None:  # noqa: FBT001  it is the value
        self.start = start
        self.end = end
        self.value = value


class Null:
    """No value: `null`, or a key with nothing after it (then the span is empty)."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    @property
    def value(self) -> None:
        """None."""
        return


class Range:
    """Whole numbers from `low` to `high`, both included."""

    __slots__ = ("end", "high", "low", "start")

    def __init__(self, start: int, end: int, low: int, high: int) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.high = high

    @property
    def value(self) -> range:
        """The numbers, as Python counts them."""
        return range(self.low, self.high + 1)


class Operator:
    """A call such as `@env("PORT", 8080)`, which the service answers when it runs.

    `arguments` holds plain data, or an `Operator` where calls are nested. `quoted` tells that it stood in quotes.
    """

    __slots__ = ("arguments", "end", "name", "quoted", "start")

    def __init__(
        self, start: int, end: int, name: str, arguments: tuple["Plain | Operator", ...] = (), *, quoted: bool = False
    ) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.arguments = arguments
        self.quoted = quoted

    @property
    def value(self) -> str:
        """The call as text, in one spelling."""
        return f"@{self.name}({', '.join(_argument(argument) for argument in self.arguments)})"


class List:
    """Values in order. `dashes` are the offsets of a block's `-` signs, one for each item."""

    __slots__ = ("dashes", "end", "items", "start", "style")

    def __init__(
        self, start: int, end: int, items: list["Node"] | None = None, style: Literal["block", "inline"] = "inline"
    ) -> None:
        self.start = start
        self.end = end
        self.items: list[Node] = [] if items is None else items
        self.style = style
        self.dashes: list[int] = []

    @property
    def value(self) -> list[Plain]:
        """The items' plain values."""
        return [item.value for item in self.items]


class Entry:
    """A key and its value in a map."""

    __slots__ = ("key", "key_end", "key_start", "node")

    def __init__(self, key: str, key_start: int, key_end: int, node: "Node") -> None:
        self.key = key
        self.key_start = key_start
        self.key_end = key_end
        self.node = node

    @property
    def start(self) -> int:
        """Where the key starts, so that `Document.locate(entry)` points at the key."""
        return self.key_start

    @property
    def end(self) -> int:
        """Where the key ends."""
        return self.key_end


class Map:
    """Values by key, in the order written.

    `style` is how it is written (`angle` is `name > ... <`, `directory` is `src/`). `repeats` holds what stands again
    under a key that `entries` already has.
    """

    __slots__ = ("end", "entries", "repeats", "start", "style")

    def __init__(
        self,
        start: int,
        end: int,
        entries: dict[str, Entry] | None = None,
        style: Literal["block", "inline", "braces", "angle", "directory"] = "block",
        repeats: list[Entry] | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.entries: dict[str, Entry] = {} if entries is None else entries
        self.style = style
        self.repeats: list[Entry] = [] if repeats is None else repeats

    def get(self, key: str) -> "Node | None":
        """Return the key's node, or None."""
        entry = self.entries.get(key)
        return entry.node if entry else None

    @property
    def value(self) -> dict[str, Plain]:
        """The entries' plain values."""
        return {key: entry.node.value for key, entry in self.entries.items()}


class Raw:
    r"""Foreign text, such as code, that a section holds verbatim.

    `value` ends with one newline, whatever blank lines follow; its lines end with `\n`. `language` is a guess (`rust`,
    `python`) or None.
    """

    __slots__ = ("end", "language", "start", "value")

    def __init__(self, start: int, end: int, value: str, language: str | None = None) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.language = language


Node: TypeAlias = String | Integer | Float | Boolean | Null | Range | Operator | List | Map | Raw


class Section:
    """One `[section]` as written; `path` is its dotted name split. `start` and `end` span the header."""

    __slots__ = ("end", "node", "path", "start")

    def __init__(self, path: tuple[str, ...], start: int, end: int, node: Map | Raw) -> None:
        self.path = path
        self.start = start
        self.end = end
        self.node = node

    @property
    def name(self) -> str:
        """The name as written between the brackets."""
        return ".".join(self.path)


def _argument(argument: "Plain | Operator") -> str:
    if isinstance(argument, Operator):
        return argument.value
    if isinstance(argument, range):
        return f"{argument.start}-{argument.stop - 1}"
    return json.dumps(argument, ensure_ascii=False)
