"""Each kind of value: what is written, and what it is."""

import pytest

from scaffold.tusk import (
    Boolean,
    Float,
    Integer,
    List,
    Map,
    Node,
    Null,
    Operator,
    Range,
    String,
    TuskError,
    parse,
    parse_value,
)

_IN_LINES = {"a": 1, "b": "x", "c": {"d": [1, 2], "e": "5s"}}
"""What is written with its entries on lines of their own."""


def read(written: str) -> Node:
    """Read a value both as a statement's and, where it may stand there, from inside a list."""
    document = parse(f"key: {written}\n")
    assert not document.has_errors, [found.to_text() for found in document.diagnostics]
    node = document.root.get("key")
    assert node is not None
    assert document.text[node.start : node.end] == written
    return node


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ('"text"', String, "text"),
        ("'text'", String, "text"),
        ('""', String, ""),
        ("''", String, ""),
        (r'"\" \\ \/ \b \f \n \r \t"', String, '" \\ / \b \f \n \r \t'),
        (r'"\u00e9 \ud83d\ude00"', String, "é \N{GRINNING FACE}"),
        (r"'C:\new'", String, r"C:\new"),
        ("'{{literal}} ${too}'", String, "{{literal}} ${too}"),
        ('"a # b // c ; d"', String, "a # b // c ; d"),
        ('"""\nfirst\n  second"""', String, "first\n  second"),
        ('"""one line"""', String, "one line"),
        ('"""say "hi" \\t"""', String, 'say "hi" \t'),
        ("'''\nno \\t escapes\n'''", String, "no \\t escapes\n"),
        ('""""""', String, ""),
        ("8081", Integer, 8081),
        ("-1", Integer, -1),
        ("+1", Integer, 1),
        ("0", Integer, 0),
        ("0xFF", Integer, 255),
        ("0xdead_beef", Integer, 0xDEADBEEF),
        ("1_000", Integer, 1000),
        ("123456789012345678901234567890", Integer, 123456789012345678901234567890),
        ("0.1", Float, 0.1),
        ("-2.50", Float, -2.5),
        ("1.5e6", Float, 1.5e6),
        ("1e6", Float, 1e6),
        ("1_000.5", Float, 1000.5),
        ("true", Boolean, True),
        ("false", Boolean, False),
        ("null", Null, None),
        ("8000-9000", Range, range(8000, 9001)),
        ("7-7", Range, range(7, 8)),
        ('["a", "b",]', List, ["a", "b"]),
        ("[]", List, []),
        ("[\n  1, # one\n  // two\n  2 /* three\n  */\n]", List, [1, 2]),
        ("[[1], {a: [2]}]", List, [[1], {"a": [2]}]),
        ("[5s, 8000-9000, @env('X')]", List, ["5s", range(8000, 9001), '@env("X")']),
        ("{a: 1, b = 2}", Map, {"a": 1, "b": 2}),
        ("{}", Map, {}),
        ("{ 'a key': 1,\n  \"b\\n\": 2, }", Map, {"a key": 1, "b\n": 2}),
        ("{\n  a: 1\n  b = 'x' # why\n  // and\n  c: {\n    d: [1, 2]\n    e: 5s\n  }\n}", Map, _IN_LINES),
        ("{a: 1\n  b: 'x', c: {d: [1, 2],\n e: 5s}}", Map, _IN_LINES),
        ("{\r\n  a: 1\r\n\r\n  b: 'x',\r\n  c: {d: [1, 2], e: 5s}\r\n}", Map, _IN_LINES),
        ("bare words", String, "bare words"),
        ("it's 5 o'clock", String, "it's 5 o'clock"),
        ("1.0.0", String, "1.0.0"),
        ("0.0.0.0", String, "0.0.0.0"),  # noqa: S104 - a text like any other
        ("2024-01-31", String, "2024-01-31"),
        ("1000:1000", String, "1000:1000"),
        ("1000_req_per_min", String, "1000_req_per_min"),
        ("apps/v1", String, "apps/v1"),
        ("/api/users/*", String, "/api/users/*"),
        ("http://localhost:80/a#b", String, "http://localhost:80/a#b"),
        ("0 5 * * 1", String, "0 5 * * 1"),
        ("c++", String, "c++"),
        ("Ünïcode wörds", String, "Ünïcode wörds"),
    ],
)
def test_a_value_is_read(written: str, kind: type, value: object) -> None:
    node = read(written)
    assert type(node) is kind
    assert node.value == value


@pytest.mark.parametrize(
    "text", ["main.rs", "1.0.0", "127.0.0.1", "1000:1000", "1000_req_per_min", "apps/v1", "/api/users/*", "yes", "1-2"]
)
def test_quoted_text_is_never_anything_else(text: str) -> None:
    for quote in "\"'":
        node = read(f"{quote}{text}{quote}")
        assert isinstance(node, String)
        assert (node.value, node.quoted) == (text, True)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("5s", 5), ("100ms", 0.1), ("24h", 86400), ("30d", 2592000), ("1m", 60), ("1.5h", 5400), ("2w", 1209600)],
)
def test_a_duration_is_a_text_with_its_seconds(written: str, seconds: float) -> None:
    for spelled in (written, f'"{written}"', f"'{written}'"):
        node = read(spelled)
        assert isinstance(node, String)
        assert node.value == written
        assert node.duration == pytest.approx(seconds)
        assert node.quoted == (spelled != written)


def test_other_text_has_no_duration() -> None:
    node = read('"5 seconds"')
    assert isinstance(node, String)
    assert node.duration is None


@pytest.mark.parametrize(
    ("written", "name", "arguments", "quoted"),
    [
        ('@env("X")', "env", ("X",), False),
        ('@env("X", 5432)', "env", ("X", 5432), False),
        ('@env.secure("X")', "env.secure", ("X",), False),
        ('@file.secure("certs/")', "file.secure", ("certs/",), False),
        ("\"@env('X')\"", "env", ("X",), True),
        ("\"@env('X', 'y', 1.5, null, true)\"", "env", ("X", "y", 1.5, None, True), True),
        ('"@env(\\"X\\")"', "env", ("X",), True),
        ("'@env(\"X\")'", "env", ("X",), True),
        ("@now()", "now", (), False),
        ('@env(\n  "X", # name\n  [1, 2],\n)', "env", ("X", [1, 2]), False),
        ("@unheard.of('x')", "unheard.of", ("x",), False),
    ],
)
def test_an_operator_is_read(written: str, name: str, arguments: tuple[object, ...], quoted: bool) -> None:  # noqa: FBT001
    node = read(written)
    assert isinstance(node, Operator)
    assert (node.name, node.arguments, node.quoted) == (name, arguments, quoted)


def test_calls_nest() -> None:
    node = read("@first(@env('A'), 2)")
    assert isinstance(node, Operator)
    assert isinstance(node.arguments[0], Operator)
    assert node.value == '@first(@env("A"), 2)'


@pytest.mark.parametrize("written", ["\"@env('X') and more\"", "\"@env('X'\"", '"@env(X)"'])
def test_a_text_that_starts_like_a_call_is_reported(written: str) -> None:
    document = parse(f"key: {written}\n")
    assert [found.code for found in document.diagnostics] == ["T051"]
    assert isinstance(document.root.get("key"), String)


@pytest.mark.parametrize("written", ['"@scope/package"', '"me@example.org"', '"@"', "\"\\u0040env('X')\""])
def test_an_at_sign_alone_makes_no_operator(written: str) -> None:
    assert isinstance(read(written), String)


@pytest.mark.parametrize(
    ("word", "value"),
    [("yes", True), ("on", True), ("no", False), ("off", False), ("Yes", True), ("TRUE", True), ("NULL", None)],
)
def test_other_words_for_booleans_are_read_with_a_warning(word: str, value: object) -> None:
    for text in (f"key: {word}\n", f"key: [{word}]\n"):
        document = parse(text)
        assert [(found.code, found.severity) for found in document.diagnostics] == [("T050", "warning")]
        assert document.root.value in ({"key": value}, {"key": [value]})


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (r'"\q"', "T021"),
        (r'"\u12"', "T021"),
        (r'"\ud800"', "T021"),
        ('"open', "T020"),
        ("'open", "T020"),
        ('"""open', "T020"),
        ("[1, 2", "T022"),
        ("{a: 1", "T022"),
        ("@env('X'", "T022"),
        ("[1 2]", "T023"),
        ("{a 1}", "T023"),
        ("{a: 1 b: 2}", "T023"),
        ("{: 1}", "T023"),
        ("[bare]", "T024"),
        ("[1,,2]", "T024"),
        ("{a: bare}", "T024"),
        ("{a: }", "T024"),
        ("note: this", "T024"),
        ("a = b", "T024"),
        ("007", "T025"),
        (".5", "T025"),
        ("5.", "T025"),
        ("1__000", "T025"),
        ("1_", "T025"),
        ("0b101", "T025"),
        ("0o17", "T025"),
        ("1e999", "T025"),
        ("9" * 5000, "T025"),
        ("9000-8000", "T026"),
        ("@env", "T027"),
        ("@", "T027"),
        ("@1('x')", "T027"),
        ("$", "T028"),
        ("$1", "T028"),
        ('"{{not a name}}"', "T028"),
        ('"${1}"', "T028"),
        ('"{{open"', "T028"),
        (")", "T029"),
        ("`text`", "T029"),
        ("|", "T029"),
        (">-", "T029"),
        ("- item", "T029"),
        ('"text" more', "T017"),
        ('"text"# comment', "T017"),
        ("1 /* comment */", "T017"),
        ('"a"; "b"', "T017"),
        ("1 + 2", "T060"),
        ("a * b", "T060"),
        ("5*3", "T060"),
        ('"a" + "b"', "T060"),
        ("$x + 1", "T060"),
        ("(1 + 2)", "T060"),
        ("x ? 1 : 2", "T061"),
        ("@env('X') ? 1 : 2", "T061"),
        ("x ?? 1", "T061"),
        ("<<EOF", "T062"),
        ("<<<EOF", "T062"),
        ("function(a) {", "T063"),
        ("(a) => a", "T063"),
        ("fn main() {", "T063"),
        ("lambda x: x", "T063"),
        ("date('Y-m-d')", "T063"),
        ("a && b", "T064"),
        ("a || b", "T064"),
        ("a == b", "T064"),
        ("a > b", "T064"),
    ],
)
def test_a_malformed_value_is_refused_with_its_own_code(written: str, code: str) -> None:
    document = parse(f"before: 1\nkey: {written}\n[next]\nafter: 1\n")
    errors = [found for found in document.diagnostics if found.severity == "error" and found.code != "T040"]
    assert [found.code for found in errors] == [code]
    assert errors[0].location.line == 2
    assert document.root.get("key") is None, "a refused construct must not become a value"
    assert document.root.value == {"before": 1, "next": {"after": 1}}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{a: 1\n  2}", "T023"),
        ("{a: 1\n  b}", "T023"),
        ("[\n  1\n  2]", "T023"),
        ("{\n  a: bare words\n}", "T024"),
        ("{\n  a: 1\n  a.b: 2\n}", "T023"),
    ],
)
def test_only_entries_are_parted_by_lines(written: str, code: str) -> None:
    document = parse(f"key: {written}\n[next]\nafter: 1\n")
    assert document.diagnostics[0].code == code
    assert document.root.value == {"next": {"after": 1}}


def test_an_error_points_at_what_is_wrong() -> None:
    [found] = parse('all: ["a", "b\\q"]\n', source="x.tusk").diagnostics
    assert (found.location.line, found.location.column, found.location.end_column) == (1, 14, 16)
    assert found.to_text().splitlines()[:3] == [
        "x.tusk:1:14: error[T021]: unknown escape",
        '  1 | all: ["a", "b\\q"]',
        "    |              ^^",
    ]


def test_a_single_value_is_read_from_a_command_line() -> None:
    assert parse_value("8081").value == 8081
    assert parse_value("bare words").value == "bare words"
    assert parse_value(" [1, 2] ").value == [1, 2]
    assert parse_value("").value is None
    for bad in ("[1", '"a" b', "$unknown", "1 + 2", '"{{hole}}"'):
        with pytest.raises(TuskError):
            parse_value(bad)
