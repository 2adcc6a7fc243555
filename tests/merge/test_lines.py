"""The merge of lines, by itself."""

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scaffold.merge import Labels, Region, open_regions
from scaffold.merge.alignment import align
from scaffold.merge.lines import compare_added, merge_lines, whole_conflict
from scaffold.merge.text import dressed, plain, read_text, write_text

LABELS = Labels(new="template 2")
CONTENT = st.lists(st.sampled_from([b"a", b"b", b"c", b"\n", b"\r\n", b"\r", b"\xff"]), max_size=20).map(b"".join)
untimed = settings(deadline=None, max_examples=100 * int(os.environ.get("SCAFFOLD_FUZZ", "1")))
BASE = b"a\nb\nc\nd\ne\n"


@untimed
@given(st.sampled_from([b"", b"\xef\xbb\xbf"]), CONTENT)
def test_a_text_is_written_as_it_was_read(mark: bytes, content: bytes) -> None:
    content = mark + content
    assert write_text(read_text(content)) == content


@untimed
@given(CONTENT, CONTENT, CONTENT)
def test_pieces_are_all_of_each_version(base: bytes, yours: bytes, new: bytes) -> None:
    texts = [read_text(content).lines for content in (base, yours, new)]
    pieces = list(align(*texts))
    for index, lines in enumerate(texts):
        assert [line for piece in pieces for line in lines[piece[index]]] == [*lines]
    for piece in pieces:
        assert piece.by_yours or texts[0][piece.base] == texts[1][piece.yours]
        assert piece.by_new or texts[0][piece.base] == texts[2][piece.new]


@untimed
@example(b"\r", b"\n\r\r\n")
@given(CONTENT, CONTENT)
def test_what_only_one_side_changed_is_taken(base: bytes, other: bytes) -> None:
    assert plain(merge_lines(base, base, other, LABELS).content) == plain(other)
    assert merge_lines(base, other, base, LABELS) == (other, ())


@untimed
@given(CONTENT, CONTENT)
def test_both_made_the_same_change(base: bytes, other: bytes) -> None:
    assert merge_lines(base, other, other, LABELS) == (other, ())


@untimed
@given(CONTENT, CONTENT, CONTENT)
def test_regions_are_where_the_markers_are(base: bytes, yours: bytes, new: bytes) -> None:
    for merged in (
        merge_lines(base, yours, new, LABELS),
        whole_conflict(base, yours, new, LABELS),
        compare_added(yours, new, LABELS),
    ):
        assert open_regions(merged.content, LABELS) == merged.regions


def test_a_file_end_without_a_line_feed_is_no_conflict() -> None:
    assert merge_lines(b"a\nb", b"a\nb\nmine", b"new\na\nb\n", LABELS).content == b"new\na\nb\nmine\n"


def test_a_conflict_at_an_open_end_is_closed() -> None:
    merged = merge_lines(b"a\nb", b"a\nmine", b"a\ntheirs", LABELS)
    assert merged.content.endswith(b"=======\ntheirs\n>>>>>>> template 2\n")
    assert merged.regions == (Region(2, 8),)


def test_conflicts_keep_the_ends_of_lines() -> None:
    merged = merge_lines(b"a\n", b"mine\r\n", b"theirs\n", LABELS)
    assert merged.content.count(b"\r\n") == merged.content.count(b"\n") == 7


def test_the_whole_conflict_leaves_out_what_is_equal() -> None:
    merged = whole_conflict(BASE, BASE.replace(b"b", b"B"), BASE.replace(b"d", b"D"), LABELS)
    assert merged.regions == (Region(2, 14),)
    assert merged.content.startswith(b"a\n<<<<<<< yours\nB\nc\nd\n||||||| last generated\nb\nc\nd\n=======\nb\nc\nD\n")


@pytest.mark.parametrize(
    ("content", "regions"),
    [
        (b"a\n=======\nb\n", ()),
        (b"<<<<<<< somebody else's\n>>>>>>> theirs\n", ()),
        (b"x\n<<<<<<< yours\ny\n", (Region(2, 2),)),
        (b"x\ny\n>>>>>>> template 2\n", (Region(3, 3),)),
        (b"<<<<<<< yours\n<<<<<<< yours\r\n>>>>>>> template 2\r\n", (Region(1, 1), Region(2, 3))),
    ],
)
def test_markers_that_are_left(content: bytes, regions: tuple[Region, ...]) -> None:
    assert open_regions(content, LABELS) == regions


def test_dressed_like_yours() -> None:
    like = read_text(b"\xef\xbb\xbfa\r\nb\r\n")
    assert dressed(b"x\ny", like) == b"\xef\xbb\xbfx\r\ny"
