"""What a person sees: words, places, hints, and no secrets."""

import pytest

from scaffold.tusk import Diagnostic, Location, TuskError, did_you_mean, parse, suggest
from scaffold.tusk.codes import MEANINGS


def shown(text: str) -> str:
    """Return all that the diagnostics of a text show, in either form."""
    document = parse(text)
    assert document.diagnostics
    return "\n".join(f"{found.to_text()}\n{found.to_json()}" for found in document.diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        'password: "hunter2" x',
        "password = hunter2 + 1",
        "db_password: 'hunter2",
        "jwt-secret: hunter2 ? 1 : 2",
        "apiKey: [hunter2]",
        'AUTH_TOKEN: "hunter2\\q"',
        'password "hunter2"',
        "password hunter2",
        "password hunter2\n  hunter2\n",
        'a: {password: "hunter2", b c}',
        'a: {user: "x", "password": "hunter2" "hunter2"}',
        'secrets { a: "x", b: "hunter2", c }',
        "secrets:\n  db: 'hunter2' hunter2",
        "secrets:\n  - hunter2: 'x' y\n  - 'hunter2",
        "[secrets]\ndb: 'hunter2' x",
        "[credentials]\nhunter2 x",
        'private_key: """\nhunter2 \\q\n"""',
        'private_key: [\n"hunter2",\n"hunter2" x\n]',
        "private_key: [\n  a b\n  hunter2\n]\nhunter2: [",
        'a: @env.secure("X", "hunter2") x',
        "a: \"@env.secure('X', 'hunter2')\" x",
        "a: @env.secure(\n'X', 'hunter2') x",
        "url: 'postgres://user:hunter2@host/db' x",
        "password: $hunter2",
        'password: "${hunter2}"',
        "$token: 'hunter2' x",
        "password: 'hunter2'\npassword: 'other'",
        "[a]\npassword: hunter2\n[a]\npassword: other",
        "password: hunter2\tx\n\tb: 1",
        "password: 'x' # hunter2 \x00",
        "password: 12345hunter2 # x\nx y",
    ],
)
def test_secrets_are_never_shown(text: str) -> None:
    text = text.replace("\r", "")
    output = shown(text) if parse(text).diagnostics else ""
    assert "hunter2" not in output.replace("- hunter2:", "").replace("hunter2: [", "")


def test_references_stay_readable() -> None:
    clash = "jwt_secret: \"@env.secure('JWT_SECRET')\"\njwt_secret: \"@env.secure('OTHER')\"\n"
    assert "@env.secure('JWT_SECRET')" in shown(clash)
    assert "24h" in shown("token_expiry: 24h\ntoken_expiry: 12h\n")
    assert "hunter" in shown("name: 'hunter' x")


def test_a_located_secret_is_masked() -> None:
    document = parse("[secrets]\nmain:\n  db: 'hunter2'\n")
    node = document.find(("secrets", "main", "db"))
    assert node is not None
    assert "hunter2" not in document.locate(node).excerpt


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in shown("a: '\x1b[31mred' x")


def test_the_caret_stands_under_wide_characters() -> None:
    shown_line, caret = parse("a: ['\u6f22\u5b57', b]\n").diagnostics[0].to_text().splitlines()[1:3]
    assert caret.index("^") == shown_line.index("b") + 2


def test_a_diagnostic_draws_all_its_parts() -> None:
    place = Location("a.tusk", 3, 5, 8, "abc def ghi")
    found = Diagnostic("T999", "warning", "odd", place, "do this", (Location("b.tusk", 1, 1, 2, "x"),))
    assert found.to_text() == (
        "a.tusk:3:5: warning[T999]: odd\n"
        "  3 | abc def ghi\n"
        "    |     ^^^\n"
        "  see also b.tusk:1:1\n"
        "  1 | x\n"
        "    | ^\n"
        "  hint: do this"
    )
    assert found.to_json()["related"] == [{"source": "b.tusk", "line": 1, "column": 1, "end_column": 2, "excerpt": "x"}]
    assert str(TuskError([found])) == found.to_text()


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("databse", ["database", "port"], "database"),
        ("PORT", ["port"], "port"),
        ("service-config", ["service_config"], "service_config"),
        ("zebra", ["database", "port"], None),
        ("x", [], None),
    ],
)
def test_the_closest_word_is_suggested(word: str, known: list[str], expected: str | None) -> None:
    assert suggest(word, known) == expected
    assert did_you_mean(word, known) == (f'did you mean "{expected}"?' if expected else None)


def test_each_code_has_one_meaning() -> None:
    assert len(set(MEANINGS.values())) == len(MEANINGS)
    assert all(code.startswith("T") for code in MEANINGS)
