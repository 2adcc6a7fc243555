"""The formatter: its canonical form."""

import pytest

from scaffold.tusk import TuskError, format_text, parse


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("", ""),
        ("\n\n", ""),
        ("\ufeffa = 1;  \n\n\n\nb:2", "a: 1\n\nb: 2\n"),
        ("# c\n\n\n[a]\n\n\nb: 1\n\n[c]\n", "# c\n\n[a]\nb: 1\n\n[c]\n"),
        ("[a]  // why\nb : 1   # c\n[d]", "[a] // why\nb: 1 # c\n\n[d]\n"),
        ("a: 1\n# about b\n[b]\n", "a: 1\n\n# about b\n[b]\n"),
        ("a: 1\n# about a\n\n# about b\n[b]\n", "a: 1\n# about a\n\n# about b\n[b]\n"),
        ("[a]\n   b: yes\n   c: OFF\n", "[a]\nb: true\nc: false\n"),
        ("a:\n- 1\n-   2 # two\n", "a:\n  - 1\n  - 2 # two\n"),
        (
            "a:\n    # inner\n    b: 1\n    # last of a\n# next\nc: 2\n",
            "a:\n  # inner\n  b: 1\n  # last of a\n# next\nc: 2\n",
        ),
        ("a:\n- b: 1\n  c: 2\n-\n  d: 3\n", "a:\n  - b: 1\n    c: 2\n  -\n    d: 3\n"),
        ("a:\n- - 1\n  - 2\n", "a:\n  - - 1\n    - 2\n"),
        ("a {\nb: 1\n}\nc >\n      d = 1\n<\n", "a {\n  b: 1\n}\nc >\n  d: 1\n<\n"),
        ("a { b: 1,c=2 }\n", "a: {b: 1, c: 2}\n"),
        ("a: [1,2 ,3]\nb: {x:1, 'y'= 2}\n", "a: [1, 2, 3]\nb: {x: 1, 'y': 2}\n"),
        ("a: [1,\n2]\n", "a: [\n  1,\n  2,\n]\n"),
        ("a: [1, # one\n  2]\n", "a: [1, # one\n  2]\n"),
        ("src/\n     a.rs= 'x'\n", "src/\n  a.rs: 'x'\n"),
        ('a: """\n  x\n    y"""\n', 'a: """\n  x\n    y"""\n'),
        ("$v  =  1\na: $v\n", "$v: 1\na: $v\n"),
        ('@include   "b.tusk"\na: "{{hole}}"\n', '@include "b.tusk"\na: "{{hole}}"\n'),
        ("/* one\n   two */\na: 1\n", "/* one\n   two */\na: 1\n"),
        ("[a]\n\nuse b::c;\n   d\n\n\n\n[e]\n", "[a]\n\nuse b::c;\n   d\n\n[e]\n"),
        ("a: 1\r\n\r\n\r\nb:\r\n- 1", "a: 1\r\n\r\nb:\r\n  - 1\r\n"),
        ("a: @env( 'X' )\nb: 0xFF\nc: 'x'\n", "a: @env( 'X' )\nb: 0xFF\nc: 'x'\n"),
        ("a: 1\na: 1\n", "a: 1\na: 1\n"),
    ],
)
def test_a_text_is_formatted(text: str, formatted: str) -> None:
    assert format_text(text) == formatted
    assert format_text(formatted) == formatted
    assert parse(formatted).root.value == parse(text).root.value


def test_only_the_specs_of_a_guide_are_formatted() -> None:
    guide = "#  T\n\n- x\n\n  ```rust\n  [a]\n  b = 1\n  c:\n  - 1\n  ```\n\n```sh\na  =  1\n```\n"
    assert format_text(guide, source="g.md") == guide.replace("b = 1", "b: 1").replace("  - 1", "    - 1")


@pytest.mark.parametrize(
    "text",
    [
        "a: [1\n",
        "a\n",
        "a: 1 + 2\n",
        'a:\n@include "b.tusk"\n  c: 1\n',
        'a:\n  @include "b.tusk"\n  c: 1\n',
        'a {\n  b: 1\n@include "b.tusk"\n  c: 1\n}\n',
        "a:\n@include b.tusk\n  c: 1\n",
        "[s]\n  a: 1\n@include\n  c: 1\n",
    ],
)
def test_a_text_with_errors_is_not_formatted(text: str) -> None:
    with pytest.raises(TuskError):
        format_text(text)


@pytest.mark.parametrize("wrong", ["a: 2\nb: 1\n", "b: 1\na: 1\n", "a: true\nb: 1\n", "a: 1\n", "a: [1\nb: 1\n"])
def test_a_fault_of_the_formatter_is_never_written(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold.tusk.format._formatted", lambda _document: wrong)
    with pytest.raises(TuskError, match="would read to other values; it was left as it is"):
        format_text("a = 1\nb: 1\n")


def test_a_formatted_text_keeps_its_variables_and_includes(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ('@include "a.tusk"\n$v: 2\n', '@include "b.tusk"\n$v: 1\n', "$v: 1\n"):
        monkeypatch.setattr("scaffold.tusk.format._formatted", lambda _document, text=wrong: text)
        with pytest.raises(TuskError, match="left as it is"):
            format_text('@include  "a.tusk"\n$v = 1\n')
