"""The quick reader of the lock says what tomllib says."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.project import lock_lines
from scaffold.project.lock import lock_text
from scaffold.project.model import Lock, TrackedFile

TEXT = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(("files", "a/b.py", "{{ x }}", '"', "\\"))
FILES = st.builds(
    TrackedFile,
    TEXT,
    TEXT,
    st.sampled_from((0o644, 0o755)),
    st.sampled_from(("merged", "seeded", "derived")),
    TEXT,
    TEXT,
    st.none() | TEXT,
    st.none() | TEXT,
)
LINE = '"a" = { sha256 = "1", feature = "x" }\n'


@settings(max_examples=150, deadline=None)
@given(st.lists(FILES, max_size=4))
def test_it_reads_what_is_written(files: list[TrackedFile]) -> None:
    text = lock_text(Lock("0.1.0", "a", "b", (), (), {file.path: file for file in files})).decode()
    assert lock_lines.load(text) == tomllib.loads(text)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_text_is_read_alike(data: st.DataObject) -> None:
    text = (
        'format = 1\n\n[[history]]\nid = "1"\n\n[files]\n'
        + LINE
        + LINE.replace('"a"', '"b"').replace(" }", ', mode = "755" }')
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 3, len(text))))
    put = data.draw(
        st.sampled_from(("", '"', "'", "\\", "\n", "#", " ", "=", ",", "}", "[files]\n", "\r\n", "\t", '"""'))
    )
    changed = text[:start] + put + text[end:]
    try:
        expected = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        with pytest.raises(tomllib.TOMLDecodeError):
            lock_lines.load(changed)
    else:
        assert lock_lines.load(changed) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"x = 1\n\n[files]\n{LINE}{LINE}",  # the same path twice
        f"[files.b]\nx = 1\n\n[files]\n{LINE}\n[files]\n",
        f"[files.b]\nx = 1\n[files]\n{LINE}",
        f"files = 1\n[files]\n{LINE}",
        f'x = """\n[files]\n{LINE}"""\n',
        f"x = [\n[files]\n{LINE}]\n",
        f"x = 1\n[files]\n{LINE}[more]\nx = 1\n",
        f"x = 1\n[files]\n{LINE}"[:-1],
        "x = 1\n[files]\n",
        f"x = 1 # \n[files]\n{LINE}\n",
    ],
)
def test_other_forms_are_left_to_tomllib(text: str) -> None:
    try:
        expected: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        expected = str(error)
    try:
        found: object = lock_lines.load(text)
    except tomllib.TOMLDecodeError as error:
        found = str(error)
    assert found == expected
