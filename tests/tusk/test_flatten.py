"""A guide's blocks as one spec that means the same."""

from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.spec import check
from scaffold.tusk import load, parse
from scaffold.tusk.flatten import flatten_guide

GUIDE = Path(__file__).parents[2] / "examples" / "guide.md"


def flat(*blocks: str) -> str:
    text = "".join(f"Words.\n\n```\n{block}```\n\n" for block in blocks)
    return flatten_guide(parse(text, source="guide.md"))


def test_the_example_guide_means_the_same() -> None:
    catalog = load_catalog()
    guide = load(GUIDE)
    spec = parse(flatten_guide(guide), source="service.tusk")
    assert [found.to_text() for found in spec.diagnostics if found.severity == "error"] == []
    one, other = check(guide, catalog), check(spec, catalog)
    assert (one.values, one.features, one.entities) == (other.values, other.features, other.entities)
    assert flatten_guide(parse(f"```\n{spec.text}```\n", source="again.md")) == spec.text


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["[a]\nb: 1\n"], "[a]\nb: 1\n"),
        (["[a]\nb: 1\n", "[c]\nd: 1\n"], "[a]\nb: 1\n\n[c]\nd: 1\n"),
        (["[a]\nb: 1\n", "[a]\nb: 2 # no\nc: 3\n"], "[a]\nb: 1\n\n[a]\nc: 3\n"),
        (["[a]\nb: 1\n", "[a]\nb: 1\n[c]\nd: 1\n"], "[a]\nb: 1\n\n[c]\nd: 1\n"),
        (["[a]\nb:\n  c: 1\n", "[a]\nb:\n  c: 2\n  d: 3\n"], "[a]\nb:\n  c: 1\n\n[a]\nb:\n  d: 3\n"),
        (["[a]\nb: 1\n", "[a]\nb:\n  c: 2\nd: 3\n"], "[a]\nb: 1\n\n[a]\nd: 3\n"),
        (["[a]\nb:\n  - 1\n  - 2\n", "[a]\nb:\n  - 3\n  - 4\nc: 1\n"], "[a]\nb:\n  - 1\n  - 2\n\n[a]\nc: 1\n"),
        (["[a.b]\nc: 1\n", "[a]\nb:\n  c: 2\n  d: 4\n"], "[a.b]\nc: 1\n\n[a]\nb:\n  d: 4\n"),
        (["[a]\nb: 1\n", "[a]\nb: [\n  2,\n  3,\n]\nc: 1\n"], "[a]\nb: 1\n\n[a]\nc: 1\n"),
        (["[a]\nb: {c: 1}\n", "[a]\nb: {c: 1, d: 2}\n"], "[a]\nb: {c: 1}\n\n[a]\nb: {d: 2}\n"),
        (["[a]\nb: {c: 1, d: 1}\n", "[a]\nb: {e: 1, c: 1, d: 2}\n"], "[a]\nb: {c: 1, d: 1}\n\n[a]\nb: {e: 1, }\n"),
        (["[a]\nb: {c: 1}\n", "[a]\nb: {\n  c: 1\n  d: 2\n}\n"], "[a]\nb: {c: 1}\n\n[a]\nb: {\n  d: 2\n}\n"),
    ],
)
def test_of_what_stands_twice_the_first_stays(blocks: list[str], expected: str) -> None:
    text = flat(*blocks)
    assert text == expected
    document = parse(text)
    assert not document.has_errors
    guide = parse("".join(f"```\n{block}```\n" for block in blocks), source="guide.md")
    assert document.root.value == guide.root.value
