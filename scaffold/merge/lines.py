"""The merge of lines: diff3, with the line ends of the user's file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scaffold.merge.alignment import align
from scaffold.merge.differences import find_hunks
from scaffold.merge.markers import marker_size, markers
from scaffold.merge.model import Labels, Region
from scaffold.merge.text import Text, read_text, write_text

Line = tuple[bytes, bool]
"""A line, and whether it ends with CR LF."""


class Merged(NamedTuple):
    """What a merge gave: without regions it is clean."""

    content: bytes
    regions: tuple[Region, ...] = ()


class _Clash(NamedTuple):
    """Lines that both sides changed, differently."""

    yours: Sequence[Line]
    base: Sequence[Line]
    new: Sequence[Line]


class _Ends(NamedTuple):
    """How lines end in the result: the majority's way, whether yours all change to it, and the end of the file."""

    crlf: bool
    all_yours: bool
    closed: bool
    bom: bool


def merge_lines(base: bytes, yours: bytes, new: bytes, labels: Labels) -> Merged:
    """Merge three texts line by line; lines that both changed stand between markers."""
    texts = read_text(base), read_text(yours), read_text(new)
    ends = _three_way_ends(*texts)
    old, mine, theirs = (_lines(text, ends, mine=index == 1) for index, text in enumerate(texts))

    def pieces() -> Iterator[Sequence[Line] | _Clash]:
        for piece in align(*(text.lines for text in texts)):
            if not piece.by_new or texts[1].lines[piece.yours] == texts[2].lines[piece.new]:
                yield mine[piece.yours]
            elif not piece.by_yours:
                yield theirs[piece.new]
            else:
                yield from _refined(_Clash(mine[piece.yours], old[piece.base], theirs[piece.new]))

    return _assembled(pieces(), ends, labels, marker_size(text.lines for text in texts))


def compare_added(yours: bytes, new: bytes, labels: Labels) -> Merged:
    """Put what differs between two texts without a common base between markers."""
    mine, theirs = read_text(yours), read_text(new)
    ends = _Ends(mine.mostly_crlf, all_yours=False, closed=mine.closed, bom=mine.bom)
    my_lines, their_lines = _lines(mine, ends, mine=True), _lines(theirs, ends, mine=False)

    def pieces() -> Iterator[Sequence[Line] | _Clash]:
        position = 0
        for hunk in find_hunks(mine.lines, theirs.lines):
            yield my_lines[position : hunk.start]
            yield _Clash(my_lines[hunk.start : hunk.end], (), their_lines[hunk.new_start : hunk.new_end])
            position = hunk.end
        yield my_lines[position:]

    return _assembled(pieces(), ends, labels, marker_size([mine.lines, theirs.lines]))


def whole_conflict(base: bytes, yours: bytes, new: bytes, labels: Labels) -> Merged:
    """Put all that differs between two texts into one conflict, although their lines would merge."""
    texts = read_text(base), read_text(yours), read_text(new)
    ends = _three_way_ends(*texts)
    old, mine, theirs = (_lines(text, ends, mine=index == 1) for index, text in enumerate(texts))
    before, after = _shared(mine, theirs)
    old_before, old_after = _shared(old, mine)
    old_before, old_after = min(before, old_before), min(after, old_after)
    clash = _Clash(
        mine[before : len(mine) - after], old[old_before : len(old) - old_after], theirs[before : len(theirs) - after]
    )
    pieces: list[Sequence[Line] | _Clash] = [mine[:before], clash, mine[len(mine) - after :]]
    return _assembled(pieces, ends, labels, marker_size(text.lines for text in texts))


def _three_way_ends(base: Text, yours: Text, new: Text) -> _Ends:
    crlf = _pick(base.mostly_crlf, yours.mostly_crlf, new.mostly_crlf)
    return _Ends(
        crlf,
        all_yours=crlf != yours.mostly_crlf,
        closed=_pick(base.closed, yours.closed, new.closed),
        bom=_pick(base.bom, yours.bom, new.bom),
    )


def _pick(base: bool, yours: bool, new: bool) -> bool:  # noqa: FBT001  three of a kind
    return new if yours == base else yours


def _lines(text: Text, ends: _Ends, *, mine: bool) -> list[Line]:
    """Return the lines with the ends that they have in the result.

    Yours stay as they are. Of the templates' those that end as most of theirs do, end as most of the result do.
    """
    if mine and not ends.all_yours:
        crlf = list(text.crlf)
        if crlf and not text.closed:
            crlf[-1] = ends.crlf
    else:
        usual = text.mostly_crlf
        crlf = [(end == usual) == ends.crlf for end in text.crlf]
        if crlf and not text.closed:
            crlf[-1] = ends.crlf
    # A line that itself ends with a carriage return would lose it to its end, if that were a line feed only.
    return [(line, end or line.endswith(b"\r")) for line, end in zip(text.lines, crlf, strict=True)]


def _refined(clash: _Clash) -> Iterator[Sequence[Line] | _Clash]:
    """Take out of a clash what both sides begin and end with."""
    before, after = _shared(clash.yours, clash.new)
    yield clash.yours[:before]
    yield _Clash(clash.yours[before : len(clash.yours) - after], clash.base, clash.new[before : len(clash.new) - after])
    yield clash.yours[len(clash.yours) - after :]


def _shared(one: Sequence[Line], two: Sequence[Line]) -> tuple[int, int]:
    """Count the lines that two texts begin with and those that they end with, without counting a line twice."""
    limit = min(len(one), len(two))
    before = 0
    while before < limit and one[before][0] == two[before][0]:
        before += 1
    after = 0
    while after < limit - before and one[-1 - after][0] == two[-1 - after][0]:
        after += 1
    return before, after


def _assembled(pieces: Iterable[Sequence[Line] | _Clash], ends: _Ends, labels: Labels, size: int) -> Merged:
    lines: list[Line] = []
    regions: list[Region] = []
    closed = ends.closed
    for piece in pieces:
        if isinstance(piece, _Clash):
            first = len(lines) + 1
            lines += _marked(piece, ends, labels, size)
            regions.append(Region(first, len(lines)))
            closed = True
        elif piece:
            lines += piece
            closed = ends.closed
    text = Text(tuple(line for line, _ in lines), tuple(crlf for _, crlf in lines), closed or not lines, ends.bom)
    return Merged(write_text(text), tuple(regions))


def _marked(clash: _Clash, ends: _Ends, labels: Labels, size: int) -> list[Line]:
    """Return a clash between markers; each line keeps its own end."""
    opening, middle, parting, closing = ((marker, ends.crlf) for marker in markers(labels, size))
    return [opening, *clash.yours, middle, *clash.base, parting, *clash.new, closing]
