"""Markdown guides: which blocks are read, and where their lines are."""

from pathlib import Path

import pytest

from scaffold.tusk import Raw, parse

EXAMPLE = Path(__file__).parents[2] / "examples" / "guide.md"

GUIDE = """\
# A guide

```rust
[service_template]
name: "one"
port: 1
```

Text with a [link] and `[code]`.

```sh
ls [a]
```

~~~~
# about this

[other]
a: "```"
```
b: 1
~~~~

<!--
```
[hidden]
a: 1
```
-->

- In a list:

  ```tusk
  [listed]
  a:
    b: 1

  [listed_code]
  fn main() {
    x
  }
  ```

```
[service_template]
name: "two"
port: 1
[unclosed]
c: 1
"""


def test_spec_blocks_are_one_document() -> None:
    document = parse(GUIDE, source="guide.md")
    assert document.root.get("hidden") is None
    assert [section.name for section in document.sections] == [
        "service_template",
        "other",
        "listed",
        "listed_code",
        "service_template",
        "unclosed",
    ]
    listed, code, template = map(document.root.get, ("listed", "listed_code", "service_template"))
    assert listed is not None
    assert listed.value == {"a": {"b": 1}}
    assert template is not None
    assert template.value == {"name": "one", "port": 1}
    assert isinstance(code, Raw)
    assert code.value == "fn main() {\n  x\n}\n"


def test_diagnostics_keep_the_lines_of_the_guide() -> None:
    found = parse(GUIDE, source="guide.md").diagnostics
    assert [(one.code, one.severity, one.location.line) for one in found] == [
        ("T010", "error", 20),
        ("T032", "note", 45),
        ("T030", "warning", 46),
    ]
    assert "guide.md:5:1 is kept" in found[2].message
    assert found[2].related[0].line == 5


def test_a_clash_inside_one_block_is_an_error() -> None:
    [found] = parse("```\n[a]\nb: 1\nb: 2\n```\n", source="guide.md").diagnostics
    assert (found.code, found.severity) == ("T030", "error")


@pytest.mark.parametrize("text", ["", "# Title\n", "```\nname: 1\n```\n", "    [indented]\n"])
def test_a_guide_without_a_spec_says_so(text: str) -> None:
    assert [found.code for found in parse(text, source="x.md").diagnostics] == ["T080"]


def test_line_ends_and_the_last_line_do_not_matter() -> None:
    document = parse("x\r\n```tusk\r\n[a]\r\nb: 1\r\n```", source="README.MD")
    assert document.root.value == {"a": {"b": 1}}


def test_the_example_guide_has_only_the_notes_of_its_alternatives() -> None:
    document = parse(EXAMPLE.read_text(), source="guide.md")
    assert {(found.code, found.severity) for found in document.diagnostics} <= {("T032", "note"), ("T030", "warning")}
    assert len(document.sections) > 50
