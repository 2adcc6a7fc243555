"""How lines become sections, maps and lists."""

from textwrap import dedent

import pytest

from scaffold.tusk import Diagnostic, Map, Null, Raw, parse


def codes(diagnostics: tuple[Diagnostic, ...], severity: str = "error") -> list[tuple[str, int]]:
    return [(found.code, found.location.line) for found in diagnostics if found.severity == severity]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        ("a: 1", {"a": 1}),
        ("a = 1;", {"a": 1}),
        ("a:1", {"a": 1}),
        ("a:", {"a": None}),
        ("a:;", {"a": None}),
        ("a: # comment", {"a": None}),
        ("[s]", {"s": {}}),
        ("[s] # comment\na: 1", {"s": {"a": 1}}),
        ("top: 1\n[s]\na: 1", {"top": 1, "s": {"a": 1}}),
        ("[a.b]\nc: 1\n[a]\nd: 2", {"a": {"b": {"c": 1}, "d": 2}}),
        ("[a-b]\nc-d: 1", {"a-b": {"c-d": 1}}),
        ("[s]\n  a: 1\n  b: 2", {"s": {"a": 1, "b": 2}}),
        ("[s]\na: 1\n[t]\nb: 1\n[s]\nc: 2", {"s": {"a": 1, "c": 2}, "t": {"b": 1}}),
        ("a:\n  b: 1\n  c:\n    d: 2\ne: 3", {"a": {"b": 1, "c": {"d": 2}}, "e": 3}),
        ("a:\n  b: 1\n   \n\t\n  c: 2", {"a": {"b": 1, "c": 2}}),
        ("a:\n- 1\n- 2\nb: 3", {"a": [1, 2], "b": 3}),
        ("a:\n  - 1\n  # comment\n  - 2\nb: 3", {"a": [1, 2], "b": 3}),
        ("a:\n- b: 1\n  c: 2\n- b: 3", {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
        ("a:\n- b:\n    c: 1\n- d:\n  - 1\n  e: 2", {"a": [{"b": {"c": 1}}, {"d": [1], "e": 2}]}),
        ("a:\n-\n  b: 1\n-\n- c", {"a": [{"b": 1}, None, "c"]}),
        ("a:\n- - 1\n  - 2\n- - 3", {"a": [[1, 2], [3]]}),
        ("a:\n- kafka:9092\n- http://x/y", {"a": ["kafka:9092", "http://x/y"]}),
        ("a:\n- b {\n    c: 1\n  }\n- d", {"a": [{"b": {"c": 1}}, "d"]}),
        ("a {\n b: 1\n c {\n d: 2\n }\n}\ne: 3", {"a": {"b": 1, "c": {"d": 2}}, "e": 3}),
        (
            "a { # comment\n  b: 1,\n  c: bare words,\n  d:\n    e: 1,\n}",
            {"a": {"b": 1, "c": "bare words", "d": {"e": 1}}},
        ),
        ("a { b: 1, c = 2 }", {"a": {"b": 1, "c": 2}}),
        ("a {\n}", {"a": {}}),
        ("a >\n  b: 1\n  c >\n    d: 2\n  <\n<\ne: 3", {"a": {"b": 1, "c": {"d": 2}}, "e": 3}),
        ("x:\n  a >\n    b:\n    - 1\n  <\n  c: 2", {"x": {"a": {"b": [1]}, "c": 2}}),
        (
            "src/\n  main.rs: 'x'\n  web/\n    a.b-c.py: 'y'\n  z: 1",
            {"src": {"main.rs": "x", "web": {"a.b-c.py": "y"}, "z": 1}},
        ),
        ("src/ # comment\nb: 1", {"src": {}, "b": 1}),
        ('"a b": 1\n\'c.d\': 2\n"e\\n" = 3', {"a b": 1, "c.d": 2, "e\n": 3}),
        ("# one\n// two\n/* three */\n/* four\n five: 5 */\na: 1 # six\nb: 2 // seven", {"a": 1, "b": 2}),
        ("a: x#y\nb: x//y", {"a": "x#y", "b": "x//y"}),
        ("200: 1\n_x: 2", {"200": 1, "_x": 2}),
        ("\ufeffa: 1\r\nb:\r\n  c: 2\r\n", {"a": 1, "b": {"c": 2}}),
        ('a: """\r\nx\r\ny"""\r\n', {"a": "x\ny"}),
        ("a: {\n  b: [\n    1,\n  ],\n}\nc: 1", {"a": {"b": [1]}, "c": 1}),
    ],
)
def test_a_text_is_read(text: str, value: object) -> None:
    document = parse(text)
    assert [found.to_text() for found in document.diagnostics] == []
    assert document.root.value == value


@pytest.mark.parametrize(
    ("text", "errors", "value"),
    [
        ('pattern "x"\na: 1', [("T010", 1)], {"a": 1}),
        ("just words\n  more: 1\na: 1", [("T010", 1)], {"a": 1}),
        ("#[attr]\na: 1", [("T010", 1)], {"a": 1}),
        ("a:\u00a01\nb\u00a0: 2\nc: 3", [("T010", 2)], {"a": "\u00a01", "c": 3}),
        ("std::fmt\na: 1", [("T010", 1)], {"a": 1}),
        ("a => 1\nb: 1", [("T010", 1)], {"b": 1}),
        ("[a\nb: 1\n[c]\nd: 1", [("T011", 1)], {"c": {"d": 1}}),
        ("x: 1\n[[a]]\nx: 2", [("T011", 2)], {"x": 1}),
        ("[a] b: 1\nc: 1", [("T011", 1)], {}),
        ("[1a]", [("T011", 1)], {}),
        ("a:\n  [b]", [("T011", 2)], {"a": None}),
        ("a: 1\n  b: 2\nc: 3", [("T012", 2)], {"a": 1, "c": 3}),
        ("a:\n    b: 1\n  c: 2\nd: 3", [("T012", 3)], {"a": {"b": 1}, "d": 3}),
        ("[s]\n  a: 1\nb: 2\n  c: 3", [("T012", 3)], {"s": {"a": 1, "c": 3}}),
        ("a:\n\tb: 1\n\tc: 2\nd:\n\te: 3", [("T013", 2), ("T013", 5)], {"a": {"b": 1, "c": 2}, "d": {"e": 3}}),
        ("a.b: 1\nc: 2", [("T014", 1)], {"c": 2}),
        ("a {\n  b: 1\n[s]\nc: 1", [("T015", 1)], {"a": {"b": 1}, "s": {"c": 1}}),
        ("a >\n  b {\n", [("T015", 1), ("T015", 2)], {"a": {"b": {}}}),
        ("}\na: 1", [("T016", 1)], {"a": 1}),
        ("a {\n  b: 1\n<\n}\nc: 1", [("T016", 3)], {"a": {"b": 1}, "c": 1}),
        ("/* open\na: 1", [("T018", 1)], {"a": 1}),
        ("/* a */ b: 1\nc: 1", [("T017", 1)], {"c": 1}),
        ("- 1\na: 1", [("T019", 1)], {"a": 1}),
        ("a:\n- 1\n- 2\nb: 1\n- 3", [("T019", 5)], {"a": [1, 2], "b": 1}),
        ("a:\n  - 1\n  b: 2\nc: 3", [("T019", 3)], {"a": [1], "c": 3}),
        ("a: [\n  1\n  2\n]\nb: 3", [("T023", 3)], {"b": 3}),
        ("a: [1,\n[s]\nb: 1", [("T022", 1)], {"s": {"b": 1}}),
        ('a: """\nb: 1\n[s]\nc: 1', [("T020", 1)], {"s": {"c": 1}}),
        ('a: "1" 1\n  b: 2\nc: [\n- x\nd: 3', [("T017", 1), ("T024", 4)], {"d": 3}),
        ("a: 1\nb: \x00\nc: \x1b", [("T004", 2), ("T004", 3)], {"a": 1, "b": "\x00", "c": "\x1b"}),
        ("a: 1\rb: 2\nc: 3", [("T004", 1), ("T024", 1)], {"c": 3}),
        ("a: '\u202e'", [("T004", 1)], {"a": "\u202e"}),
        ("a: 1\n@include other.tusk\nb: 1", [("T074", 2)], {"a": 1, "b": 1}),
        ("a: 1\n@include 'b.tusk'\n  b: 1", [("T073", 2), ("T012", 3)], {"a": 1}),
        ("$a:\nb: 1", [("T028", 1)], {"b": 1}),
    ],
)
def test_errors_are_reported_and_the_rest_is_read(text: str, errors: list[tuple[str, int]], value: object) -> None:
    document = parse(text)
    assert codes(document.diagnostics) == errors
    assert document.root.value == value


def test_several_errors_of_one_text_come_in_one_run() -> None:
    text = 'a: "open\nb: 1 + 2\nc\nd: 1\n e: 2\nf: $x\n'
    assert codes(parse(text).diagnostics) == [("T020", 1), ("T060", 2), ("T010", 3), ("T012", 5), ("T040", 6)]


def test_nodes_carry_their_spans() -> None:
    text = '[s]\na: "x"\nb:\n  - 1\n  - {c: 2}\nd {\n  e: 1\n}\n'
    document = parse(text)
    spans = {}
    section = document.root.get("s")
    assert isinstance(section, Map)
    for key, entry in section.entries.items():
        spans[key] = (text[entry.key_start : entry.key_end], text[entry.node.start : entry.node.end])
    assert spans == {"a": ("a", '"x"'), "b": ("b", "- 1\n  - {c: 2}"), "d": ("d", "{\n  e: 1\n}")}
    assert document.locate(section.entries["d"]).line == 6
    place = document.locate(section.entries["a"].node)
    assert (place.line, place.column, place.end_column, place.excerpt) == (2, 4, 7, 'a: "x"')


def test_a_key_without_a_value_has_an_empty_span_behind_its_colon() -> None:
    node = parse("a:   \n").root.get("a")
    assert isinstance(node, Null)
    assert (node.start, node.end) == (2, 2)


def test_sections_stay_as_written() -> None:
    document = parse("x: 1\n[a.b]\nc: 1\n[a.b]\nd: 2\n")
    assert [(section.name, section.node.value) for section in document.sections] == [
        ("", {"x": 1}),
        ("a.b", {"c": 1}),
        ("a.b", {"d": 2}),
    ]
    assert document.root.value == {"x": 1, "a": {"b": {"c": 1, "d": 2}}}


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("a: 1\na: 2", [("T030", "error", 2)], {"a": 1}),
        ("a: 1\na: 1", [("T031", "warning", 2)], {"a": 1}),
        ("a: 1\na: true", [("T030", "error", 2)], {"a": 1}),
        ("a: 1\na: 1.0", [("T030", "error", 2)], {"a": 1}),
        ("[s]\na: 1\n[t]\n[s]\na: 2", [("T030", "error", 5)], {"s": {"a": 1}, "t": {}}),
        ("[s]\na:\n  b: 1\n[s]\na:\n  b: 2\n  c: 3", [("T030", "error", 6)], {"s": {"a": {"b": 1, "c": 3}}}),
        ("a:\n  b: 1\na:\n  c: 2", [], {"a": {"b": 1, "c": 2}}),
        ("a: {b: 1, b: 2}", [("T030", "error", 1)], {"a": {"b": 1}}),
        ("s: 1\n[s]\na: 1", [("T030", "error", 2)], {"s": 1}),
        ("[s]\na: 1\n[s.a]\nb: 1", [("T030", "error", 3)], {"s": {"a": 1}}),
        ("[s.a]\nb: 1\n[s]\na: 1", [("T030", "error", 4)], {"s": {"a": {"b": 1}}}),
        ("a: [1, {b: 2}]\na: [1, {b: 2}]", [("T031", "warning", 2)], {"a": [1, {"b": 2}]}),
        ("a: @env('X')\na: \"@env('X')\"", [("T031", "warning", 2)], {"a": '@env("X")'}),
    ],
)
def test_what_stands_twice(text: str, found: list[tuple[str, str, int]], value: object) -> None:
    document = parse(text)
    assert [(one.code, one.severity, one.location.line) for one in document.diagnostics] == found
    assert document.root.value == value


def test_a_clash_shows_both_places() -> None:
    [found] = parse("port: 1\nhost: 'x'\nport: 2\n", source="a.tusk").diagnostics
    assert [place.line for place in found.related] == [1]
    assert "a.tusk:1:1" in found.message
    assert "  1 | port: 1" in found.to_text()


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("use actix_web::App;", "rust"),
        ("fn main() {", "rust"),
        ("pub struct User {", "rust"),
        ("#[derive(Debug)]", "rust"),
        ("let x = 5;", None),
        ("std::fmt::Display", "rust"),
        ("a => b", None),
        ("x -> y", None),
        ("class Foo {", "python"),
    ],
)
def test_a_body_that_looks_like_code_is_kept_verbatim(line: str, language: str | None) -> None:
    body = f"// why\n\n{line}\n  key: not a value\n  [indented]\n}}\n"
    document = parse(f"[before]\na: 1\n[code]\n{body}\n[after]\nb: 1\n")
    assert document.diagnostics == ()
    node = document.root.get("code")
    assert isinstance(node, Raw)
    assert node.value == body
    assert node.language == language
    assert document.root.get("after") is not None


def test_only_the_first_line_of_a_section_can_start_code() -> None:
    assert codes(parse("[s]\na: 1\nuse foo::bar;\n").diagnostics) == [("T010", 3)]
    assert codes(parse('[s]\npattern "x"\nuse foo::bar;\n').diagnostics) == [("T010", 2), ("T010", 3)]


@pytest.mark.parametrize(
    ("text", "holes", "value"),
    [
        ("$p: 1\na: $p", {}, {"a": 1}),
        ('$h: "x"\na: "http://${h}:80"\nb: "${h}"', {}, {"a": "http://x:80", "b": "x"}),
        ('$p: 8080\na: "${p}"\nb: "port ${p}"', {}, {"a": 8080, "b": "port 8080"}),
        ("$l: [1, 2]\na: $l\nb: [$l]", {}, {"a": [1, 2], "b": [[1, 2]]}),
        ("$e = @env('X')\na: $e", {}, {"a": '@env("X")'}),
        ("[s]\n$p: 1\n[t]\na: $p", {}, {"s": {}, "t": {"a": 1}}),
        ('$t: true\na: "${t} ${t}"', {}, {"a": "true true"}),
        ('a: "{{n}}"', {"n": "x"}, {"a": "x"}),
        ('a: "{{ n }}-db"', {"n": "x"}, {"a": "x-db"}),
        ('a: "{{n}}"\n[template_config]\nn: "y"', {"n": "x"}, {"a": "y", "template_config": {"n": "y"}}),
        ('a: "{{n}}"\n[template_config]\nn: 5', {}, {"a": 5, "template_config": {"n": 5}}),
        ('[template_config]\nn: "{{n}}"', {"n": "x"}, {"template_config": {"n": "x"}}),
        ('$v: "{{n}}!"\na: "${v}{{n}}"', {"n": "x"}, {"a": "x!x"}),
        ('a: "@env(\'{{n}}_URL\')"\nb: @env("{{n}}", 1)', {"n": "x"}, {"a": '@env("x_URL")', "b": '@env("x", 1)'}),
        ('a: ["{{n}}", {b: "{{n}}"}]', {"n": "x"}, {"a": ["x", {"b": "x"}]}),
        ('a: "{{n}}"', {"n": "@env('X') {{n}} ${v}"}, {"a": "@env('X') {{n}} ${v}"}),
    ],
)
def test_variables_and_holes_are_filled(text: str, holes: dict[str, str], value: object) -> None:
    document = parse(text, holes=holes)
    assert [found.to_text() for found in document.diagnostics] == []
    assert document.root.value == value


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("$host: 1\na: $hots", "T040", '"$host"'),
        ('$host: 1\na: "${hots}"', "T040", '"$host"'),
        ("a: $later\n$later: 1", "T040", "define it above"),
        ('a: "{{service_nam}}"\n[template_config]\nservice_name: "x"', "T041", '"service_name"'),
        ('a: "{{x}}"', "T041", "[template_config]"),
        ('$l: [1]\na: "x ${l}"', "T042", None),
        ('a: "x{{l}}"\n[template_config]\nl: {b: 1}', "T042", None),
        ("$v: 1\n$v: 2", "T030", None),
    ],
)
def test_what_cannot_be_filled_is_an_error(text: str, code: str, hint: str | None) -> None:
    [found] = parse(text).diagnostics
    assert found.code == code
    assert hint is None or hint in (found.hint or "")


def test_a_bad_file_name_key_is_explained() -> None:
    [found] = parse("main.rs: 'x'\n").diagnostics
    assert found.hint is not None
    assert "[section.name]" in found.hint


def test_a_blank_line_closes_no_block() -> None:
    text = dedent("""\
        [service_databases]
        user_service:
          database: "postgresql"

        order_service:
          database: "mongodb"
          collections: ["a", "b"]
    """)
    assert parse(text).root.value == {
        "service_databases": {
            "user_service": {"database": "postgresql"},
            "order_service": {"database": "mongodb", "collections": ["a", "b"]},
        }
    }
