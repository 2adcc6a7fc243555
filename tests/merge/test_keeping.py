"""Values made at random: which lines are the project's, and what of a new release comes."""

import pytest

from scaffold.merge.keeping import keep_values

VALUES = {"$1": "abcdeffedcba", "$2": "ghijkllkjihg", "$3": "mnopqrrqponm"}

ROWS = {
    # what a release wrote first, the same again, the next release, what the project gets
    "nothing is random": ("a\nb\n", "a\nb\n", "a\nc\n", "a\nc\n"),
    "nothing but the value differs": ("K=$1\n", "K=$2\n", "K=$3\n", "K=$1\n"),
    "a line beside it changed": ("K=$1\nx=1\n", "K=$2\nx=1\n", "K=$3\nx=2\n", "K=$1\nx=2\n"),
    "a line before it came": ("K=$1\n", "K=$2\n", "new\nK=$3\n", "new\nK=$1\n"),
    "two values, one line between them changed": (
        "A=$1\nx=1\nB=$2\n", "A=abcxyz\nx=1\nB=zzzzzz\n", "A=$3\nx=2\nB=stuvwx\n",
        "A=$1\nx=2\nB=$2\n",
    ),
    "values that begin alike by chance": ("K=abc123\nx=1\n", "K=abc789\nx=1\n", "K=$3\nx=2\n", "K=abc123\nx=2\n"),
    "the name of the value changed": ("K=$1\n", "K=$2\n", "SECRET=$3\n", "SECRET=$1\n"),
    "the line around it changed": (
        'K = "$1"\n', 'K = "$2"\n', 'K = get("K", "$3")  # rotate\n', 'K = get("K", "$1")  # rotate\n',
    ),
    "a comment came behind it": ("K=$1\n", "K=$2\n", "K=$3 # rotate\n", "K=$1 # rotate\n"),
    "a value of another length": ("K=$1\nx\n", "K=$2\nx\n", "K=$3stuvwx\ny\n", "K=$1\ny\n"),
    "a date": ("(c) 2024 us\nx\n", "(c) 2026 us\nx\n", "(c) 2026 us\ny\n", "(c) 2024 us\ny\n"),
    "a date with time": ("at 2024-01-02 10:11\nx\n", "at 2024-01-02 10:59\nx\n", "at 2024-01-03 09:00\ny\n",
        "at 2024-01-02 10:11\ny\n"),
    "it is not random any more": ("K=$1\nx\n", "K=$2\nx\n", "K=change-me\nx\n", "K=$1\nx\n"),
    "the line is gone": ("K=$1\nx\n", "K=$2\nx\n", "x\n", "x\n"),
    "a file that is one value": ("$1", "$2", "$3", "$1"),
    "a key of several lines": (
        "begin\nabc\ndef\nend\nx\n", "begin\nghi\njkl\nend\nx\n", "begin\nmno\npqr\nend\ny\n",
        "begin\nabc\ndef\nend\ny\n",
    ),
    "lines that differ in number": (
        "begin\nabc\nend\nx\n", "begin\nghi\njkl\nend\nx\n", "begin\nghi\njkl\nend\ny\n", "begin\nabc\nend\ny\n",
    ),
    "a line that came once": ("a\nb\nx\n", "a\nb\nonce\nx\n", "a\nb\nonce\ny\n", "a\nb\ny\n"),
    "a line that only came first": ("a\nfirst\nb\nx\n", "a\nb\nx\n", "a\nb\ny\n", "a\nfirst\nb\ny\n"),
    "a line that only came first, at the end": ("a\nfirst\n", "a\n", "b\n", "b\nfirst\n"),
    "a line that only came first, beside a change": ("a\nfirst\nb\nx\n", "a\nb\nx\n", "a\nc\nx\n", "a\nfirst\nc\nx\n"),
    "a line that only came first, before what came": ("first\na\n", "a\n", "b\na\n", "first\nb\na\n"),
    "no text": ("\0abc", "\0def", "\0ghi", "\0abc"),
}  # fmt: skip


@pytest.mark.parametrize(("first", "again", "new", "result"), ROWS.values(), ids=ROWS)
def test_a_line_that_differs_between_two_renders_of_a_release_is_the_projects(
    first: str, again: str, new: str, result: str
) -> None:
    texts = [first, again, new, result]
    for short, value in VALUES.items():
        texts = [text.replace(short, value) for text in texts]
    wrote, again_, next_, expected = (text.encode() for text in texts)
    assert keep_values(wrote, again_, next_) == expected
