"""What must hold for every text. `SCAFFOLD_FUZZ=N` runs each property N times as often."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scaffold.tusk import Document, List, Map, Node, Operator, TuskError, dumps, format_text, parse
from scaffold.tusk.region import Region
from tests.tusk.accounting import unaccounted_lines
from tests.tusk.strategies import KEYS, NAMES, PLAIN, Spec, specs

FUZZ = int(os.environ.get("SCAFFOLD_FUZZ", "1"))
often = settings(max_examples=20 * FUZZ, deadline=None, suppress_health_check=[HealthCheck.too_slow])
cheap = settings(often, max_examples=200 * FUZZ)

WORDS = """ [a] key \"\"\" ''' // /* */ @env( $v ${v} {{h}} -1 0x 1-2 5s yes << =>
    src/ main.rs [template_config] ``` use::b; """
TOKENS = st.sampled_from(
    [*"\n\n:='\"[]{}><#,;1\t\\\ufeff", "  ", "- ", " + ", " ? ", "@include ", '@include "x"\n', "\r\n", *WORDS.split()]
)
NOISE = st.lists(TOKENS, max_size=40).map("".join) | st.text(max_size=60)


def readings(text: str) -> Iterator[Document]:
    yield parse(text)
    yield parse(text, source="guide.md")


@cheap
@given(NOISE)
@example("a: 1\n a: 2\n")
def test_no_text_does_more_than_give_diagnostics(text: str) -> None:
    for document in readings(text):
        assert dumps(document) == text
        for diagnostic in document.diagnostics:
            assert diagnostic.to_text()
            assert diagnostic.to_json()["code"] == diagnostic.code


@cheap
@given(st.binary(max_size=60))
def test_bytes_that_are_no_text_are_diagnostics(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    document = parse(text)
    assert dumps(document) == text
    if any("\ud800" <= char <= "\udfff" for char in text):
        assert document.has_errors


@cheap
@given(NOISE)
def test_every_line_is_a_statement_a_comment_code_or_an_error(text: str) -> None:
    document = parse(text)
    assert unaccounted_lines(document) == []


@often
@given(specs())
def test_a_valid_spec_reads_as_what_it_says(spec: Spec) -> None:
    document = parse(spec.text)
    assert [found.to_text() for found in document.diagnostics if found.severity == "error"] == []
    assert document.root.value == spec.value
    assert unaccounted_lines(document) == []


LINES = st.sampled_from(
    """a: "x" | b: 1 |  c: true |a: "@env('X')" | d: 5s |e: |  f: | g = "y" |h: "${v}" |i: 01 |j: "x";|k: 1 # c | l: 2 |
    - 1| - m: 1|[s]|[s.t]| [u]|src/| main.rs: "x"|n.o: 1|p {|}|q >|<|/* c */|# c||a:1|r: 1.5|t: "a" b|u: -1|v: "x" // c|
    """.replace("\n", "").split("|")
)


@cheap
@given(st.lists(LINES, max_size=12).map("\n".join) | NOISE | specs().map(lambda spec: spec.text))
def test_the_quick_way_reads_what_the_slow_way_reads(text: str) -> None:
    for name, given_text in (("a.tusk", text), ("a.md", f"```\n[s]\n{text}\n```\n")):
        quick = parse(given_text, source=name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Region, "_fast", lambda _self: None)
            slow = parse(given_text, source=name)
        assert facts(quick) == facts(slow)


@often
@given(specs(), st.data())
def test_a_damaged_spec_gives_diagnostics(spec: Spec, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(spec.text)))
    length = data.draw(st.integers(0, 5))
    text = spec.text[:start] + data.draw(TOKENS | st.characters()) + spec.text[start + length :]
    document = parse(text)
    assert dumps(document) == text
    assert unaccounted_lines(document) == []


@often
@given(specs())
def test_formatting_keeps_the_meaning_and_is_done_once(spec: Spec) -> None:
    formatted = format_text(spec.text)
    assert parse(formatted).root.value == spec.value
    assert format_text(formatted) == formatted
    assert formatted.count("note") == spec.text.count("note")


@cheap
@given(NOISE)
def test_formatting_any_text_keeps_its_meaning_or_refuses(text: str) -> None:
    try:
        formatted = format_text(text)
    except TuskError:
        return
    assert parse(formatted).root.value == parse(text).root.value
    assert format_text(formatted) == formatted


@often
@given(specs(), st.data())
def test_a_changed_value_reads_back_and_all_else_stays(spec: Spec, data: st.DataObject) -> None:
    paths = paths_of(spec)
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    value = data.draw(PLAIN)
    document = parse(spec.text)
    if len(path) == 1 and any(section.path == path for section in document.sections) and not isinstance(value, dict):
        with pytest.raises(TuskError):
            document.with_value(path, value)
        return
    edited = document.with_value(path, value)
    assert plain_at(edited, path) == value
    assert without(edited.root.value, path) == without(spec.value, path)
    kept = {line.strip() for line in spec.text.splitlines() if "note" in line and line.lstrip()[:1] == "#"}
    if not isinstance(plain_at(document, path), list | dict):
        assert kept <= {line.strip() for line in edited.text.splitlines()}


@often
@given(specs(), KEYS | st.text(max_size=5), NAMES, PLAIN)
def test_an_added_key_reads_back_and_every_byte_stays(spec: Spec, key: str, section: str, value: object) -> None:
    document = parse(spec.text)
    path = (section, key)
    present = spec.value.get(section, {})
    if not isinstance(present, dict) or key in present:
        return
    edited = document.with_value(path, value)
    assert plain_at(edited, path) == value
    assert without(edited.root.value, path).get(section, {}) == spec.value.get(section, {})
    remaining = iter(edited.text)
    assert all(char in remaining for char in spec.text), "a character of the old text is gone"


@often
@given(specs(), st.data())
def test_a_removed_key_is_gone_and_all_else_stays(spec: Spec, data: st.DataObject) -> None:
    paths = paths_of(spec)
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    edited = parse(spec.text).without(path)
    assert edited.find(path) is None
    assert edited.root.value == without(spec.value, path)
    remaining = iter(spec.text)
    added = edited.text.replace(" {}", "")
    assert all(char in remaining for char in added), "a character is new"


def shape(node: Node) -> object:
    """Return all that a node is: its type, span and content."""
    own: tuple[object, ...] = (type(node).__name__, node.start, node.end)
    if isinstance(node, Map):
        entries = [*node.entries.values(), *node.repeats]
        return *own, node.style, [(entry.key, entry.start, entry.end, shape(entry.node)) for entry in entries]
    if isinstance(node, List):
        return *own, node.style, node.dashes, [shape(item) for item in node.items]
    if isinstance(node, Operator):
        return *own, node.name, node.arguments, node.quoted
    return *own, node.value, getattr(node, "quoted", None)


def facts(document: Document) -> object:
    """Return all that reading a text found."""
    written = document.written
    return (
        shape(document.root),
        [(section.path, section.start, section.end, shape(section.node)) for section in document.sections],
        document.diagnostics,
        written.references,
        written.includes,
        [(entry.start, shape(entry.node), depth) for entry, depth in written.variables],
        [(part.start, part.end, part.secret) for part in written.skipped],
    )


def paths_of(spec: Spec) -> list[tuple[str, ...]]:
    """Return the paths of a spec's sections and keys, and of the keys in those."""
    paths: list[tuple[str, ...]] = [(key,) for key in spec.value]
    return paths + [(key, inner) for key, value in spec.value.items() if isinstance(value, dict) for inner in value]


def plain_at(document: Document, path: tuple[str, ...]) -> object:
    node = document.find(path)
    assert node is not None
    return node.value


def without(value: object, path: tuple[str, ...]) -> dict[str, object]:
    assert isinstance(value, dict)
    copy = dict(value)
    if len(path) == 1:
        copy.pop(path[0], None)
    elif path[0] in copy:
        copy[path[0]] = without(copy[path[0]], path[1:])
    return copy
