"""The values of a TuskLang document, each with its span.

Spans are offsets, in characters, into the document's text. An included file continues the count after the text that
includes it, so one number names one place; `Document.locate` turns it into file, line and column.
"""

import json
import re
from dataclasses import dataclass, field
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


@dataclass(slots=True, eq=False)
class String:
    """A text; `quoted` is false for bare words."""

    start: int
    end: int
    value: str
    quoted: bool = True

    @property
    def duration(self) -> float | None:
        """The text as a length of time in seconds, where it is one (`5s`)."""
        return seconds(self.value)


@dataclass(slots=True, eq=False)
class Integer:
    """A whole number."""

    start: int
    end: int
    value: int


@dataclass(slots=True, eq=False)
class Float:
    """A number with a fraction or an exponent; always finite."""

    start: int
    end: int
    value: float


@dataclass(slots=True, eq=False)
class Boolean:
    """True or false."""

    start: int
    end: int
    value: bool


@dataclass(slots=True, eq=False)
class Null:
    """No value: `null`, or a key with nothing after it (then the span is empty)."""

    start: int
    end: int

    @property
    def value(self) -> None:
        """None."""
        return


@dataclass(slots=True, eq=False)
class Range:
    """Whole numbers from `low` to `high`, both included."""

    start: int
    end: int
    low: int
    high: int

    @property
    def value(self) -> range:
        """The numbers, as Python counts them."""
        return range(self.low, self.high + 1)


@dataclass(slots=True, eq=False)
class Operator:
    """A call such as `@env("PORT", 8080)`, which the service answers when it runs.

    `arguments` holds plain data, or an `Operator` where calls are nested. `quoted` tells that it stood in quotes.
    """

    start: int
    end: int
    name: str
    arguments: tuple["Plain | Operator", ...] = ()
    quoted: bool = False

    @property
    def value(self) -> str:
        """The call as text, in one spelling."""
        return f"@{self.name}({', '.join(_argument(argument) for argument in self.arguments)})"


@dataclass(slots=True, eq=False)
class List:
    """Values in order. `dashes` are the offsets of a block's `-` signs, one for each item."""

    start: int
    end: int
    items: list["Node"] = field(default_factory=list)
    style: Literal["block", "inline"] = "inline"
    dashes: list[int] = field(default_factory=list)

    @property
    def value(self) -> list[Plain]:
        """The items' plain values."""
        return [item.value for item in self.items]


@dataclass(slots=True, eq=False)
class Entry:
    """A key and its value in a map."""

    key: str
    key_start: int
    key_end: int
    node: "Node"

    @property
    def start(self) -> int:
        """Where the key starts, so that `Document.locate(entry)` points at the key."""
        return self.key_start

    @property
    def end(self) -> int:
        """Where the key ends."""
        return self.key_end


@dataclass(slots=True, eq=False)
class Map:
    """Values by key, in the order written.

    `style` is how it is written (`angle` is `name > ... <`, `directory` is `src/`). `repeats` holds what stands again
    under a key that `entries` already has.
    """

    start: int
    end: int
    entries: dict[str, Entry] = field(default_factory=dict)
    style: Literal["block", "inline", "braces", "angle", "directory"] = "block"
    repeats: list[Entry] = field(default_factory=list)

    def get(self, key: str) -> "Node | None":
        """Return the key's node, or None."""
        entry = self.entries.get(key)
        return entry.node if entry else None

    @property
    def value(self) -> dict[str, Plain]:
        """The entries' plain values."""
        return {key: entry.node.value for key, entry in self.entries.items()}


@dataclass(slots=True, eq=False)
class Raw:
    r"""Foreign text, such as code, that a section holds verbatim.

    `value` ends with one newline, whatever blank lines follow; its lines end with `\n`. `language` is a guess (`rust`,
    `python`) or None.
    """

    start: int
    end: int
    value: str
    language: str | None = None


Node: TypeAlias = String | Integer | Float | Boolean | Null | Range | Operator | List | Map | Raw


@dataclass(slots=True, eq=False)
class Section:
    """One `[section]` as written; `path` is its dotted name split. `start` and `end` span the header."""

    path: tuple[str, ...]
    start: int
    end: int
    node: Map | Raw

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
