"""Lines that a template makes at random, or of the time: what was written first stays.

Two renders of one release show which lines these are: where they differ, the project's own value counts from then on.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

from scaffold.merge.text import is_binary

_WORD = re.compile(rb"[\w+/.:~-]+")
"""What a value made at random can be within a line; `=` and quotes stand beside it."""

_SHORTEST = 8
"""The bytes that a value must have to be known again by its length alone."""

_ALIKE = 0.6
"""How much of a line must be the same for it to be the same line."""


class _Slot(NamedTuple):
    """Lines that a release renders differently each time: as they were first, and as they are now (by number)."""

    start: int
    end: int
    first: Sequence[bytes]

    @property
    def is_line(self) -> bool:
        """Whether it is one line on both sides."""
        return self.end - self.start == 1 == len(self.first)

    def lies_in(self, lines: Collection[int]) -> bool:
        """Whether it has lines, and all are among some."""
        return self.start < self.end and all(number in lines for number in range(self.start, self.end))

    def moved(self, by: int) -> "_Slot":
        """Return the same with other numbers."""
        return _Slot(self.start + by, self.end + by, self.first)


def keep_values(first: bytes, again: bytes, new: bytes, only: Collection[int] | None = None) -> bytes:
    """Return `new` with the values of `first` in the lines that are not the template's own.

    `first` is what a release rendered for the project, `again` what the same release renders now: a line that differs
    between them is the project's; of these, `only` those with such a number (from 0, in `again`). `new` is what the
    next release renders.
    """
    if first == again:
        return new
    if (new == again and only is None) or any(map(is_binary, (first, again, new))):
        return first
    was, now, then = (content.splitlines(keepends=True) for content in (first, again, new))
    found = [slot for slot in _slots(was, now) if only is None or slot.lies_in(only)]
    slots, added = [slot for slot in found if slot.end > slot.start], [slot for slot in found if slot.end == slot.start]
    lines: list[bytes] = []
    for tag, start, end, new_start, new_end in _opcodes(now, then):
        lines += _first_of(added, start, start + 1)
        if tag == "equal":
            lines += _as_first(now, slots, added, start, end)
        else:
            inside = [slot.moved(-start) for slot in slots if start <= slot.start and slot.end <= end]
            lines += _carried(now[start:end], inside, then[new_start:new_end])
            lines += _first_of(added, start + 1, end)
        added = [slot for slot in added if slot.start >= max(end, start + 1)]
    return b"".join([*lines, *_first_of(added, 0, len(now) + 1)])


def _first_of(slots: Sequence[_Slot], start: int, end: int) -> Iterator[bytes]:
    """Yield the lines that only came first, before lines with these numbers."""
    for slot in slots:
        if start <= slot.start < end:
            yield from slot.first


def lines_apart(one: bytes, two: bytes) -> set[int]:
    """Return the numbers of the lines of one content that the other has not, or has otherwise."""
    texts = one.splitlines(keepends=True), two.splitlines(keepends=True)
    apart = (range(start, end) for tag, start, end, _, _ in _opcodes(*texts) if tag != "equal")
    return {number for numbers in apart for number in numbers}


def same_lines(one: bytes, two: bytes, numbers: Collection[int]) -> set[int]:
    """Return the numbers that lines of one content have in the other, of those that are the same in both."""
    texts = one.splitlines(keepends=True), two.splitlines(keepends=True)
    equal = ((start, end, to) for tag, start, end, to, _ in _opcodes(*texts) if tag == "equal")
    return {to + number - start for start, end, to in equal for number in range(start, end) if number in numbers}


def _opcodes(one: Sequence[bytes], two: Sequence[bytes]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, one, two, autojunk=False).get_opcodes()


def _slots(was: Sequence[bytes], now: Sequence[bytes]) -> Iterator[_Slot]:
    """Yield what differs, line by line where as many lines are on both sides."""
    for tag, start, end, new_start, new_end in _opcodes(was, now):
        if tag == "equal":
            continue
        if end - start == new_end - new_start:
            for offset in range(end - start):
                yield _Slot(new_start + offset, new_start + offset + 1, was[start + offset : start + offset + 1])
        else:
            yield _Slot(new_start, new_end, was[start:end])


def _as_first(
    now: Sequence[bytes], slots: Sequence[_Slot], added: Sequence[_Slot], start: int, end: int
) -> Iterator[bytes]:
    """Yield lines that the next release has too, each slot as it was first."""
    starting = {slot.start: slot for slot in slots}
    within = {number for slot in slots for number in range(slot.start + 1, slot.end)}
    for number in range(start, end):
        if number > start:
            yield from _first_of(added, number, number + 1)
        if number in starting:
            yield from starting[number].first
        elif number not in within:
            yield now[number]


def _carried(now: Sequence[bytes], slots: Sequence[_Slot], new: list[bytes]) -> list[bytes]:
    """Return lines that the next release has otherwise, with the values of the slots among them."""
    result = [*new]
    free: dict[int, bytes] = dict(enumerate(new))
    left = []
    for slot in slots:
        found = next(_places(now[slot.start], slot.first[0], free), None) if slot.is_line else None
        if found is None:
            left.append(slot)
        else:
            index, result[index] = found
            del free[index]
    if left and sum(slot.end - slot.start for slot in left) == len(free):
        return _blocks(left, sorted(free), result)
    if len(now) == len(new):
        for slot in left:
            if slot.is_line and slot.start in free:
                result[slot.start] = slot.first[0]
    return result


def _blocks(slots: Sequence[_Slot], free: Sequence[int], lines: Sequence[bytes]) -> list[bytes]:
    """Put slots of several lines where as many are."""
    result = [*lines]
    position = 0
    for slot in slots:
        size = slot.end - slot.start
        for index in free[position : position + size]:
            result[index] = b""
        if size:
            result[free[position]] = b"".join(slot.first)
        position += size
    return result


def _places(now: bytes, first: bytes, lines: Mapping[int, bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold the value by which two renders of a line differ, each with the first one in it.

    The surest come first: the same line around the value, a value of the same length, the same beginning and end, and
    much of the same line.
    """
    before, after = _frame(now, first)
    value, kept = now[len(before) : len(now) - len(after)], first[len(before) : len(first) - len(after)]
    framed = [
        (index, len(line) - len(before) - len(after))
        for index, line in lines.items()
        if (before + after).strip() and line.startswith(before) and line[len(before) :].endswith(after)
    ]
    yield from ((index, first) for index, size in framed if size in {len(value), len(kept)})
    if _WORD.fullmatch(value) and len(value) >= _SHORTEST:
        for index, line in lines.items():
            words = [word for word in _WORD.finditer(line) if len(word[0]) == len(value)]
            if len(words) == 1:
                yield index, line[: words[0].start()] + kept + line[words[0].end() :]
    yield from ((index, first) for index, _ in framed)
    alike = [(SequenceMatcher(None, now, line, autojunk=False).ratio(), -index) for index, line in lines.items()]
    yield from ((-index, first) for ratio, index in sorted(alike, reverse=True) if ratio >= _ALIKE)


def _frame(one: bytes, two: bytes) -> tuple[bytes, bytes]:
    """Return what two lines begin with and end with, up to the words in which they differ."""
    before = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False))))
    rest = min(len(one), len(two)) - before
    after = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one[::-1][:rest], two[::-1][:rest], strict=False))))
    head, tail = one[:before], one[len(one) - after :]
    cut = re.search(rb"[\w+/.:~-]*\Z", head)
    more = re.match(rb"[\w+/.:~-]*", tail)
    return head[: cut.start() if cut else before], tail[more.end() if more else 0 :]
