"""What is code in TuskLang's dialects is refused by name; what people write as a text stays one."""

import pytest

from scaffold.tusk import Diagnostic, String, TuskError, parse, parse_value

REFUSED = {
    "arithmetic": [
        "1 + 2", "a * b", "5*3", "2**3", "2 ** 3", "2+3", "-0.5/2", "1e3*2", "1_000*2", "5m*2", "24h+1m", "x*2", "2*x",
        "a**b", "10 % 3", "(1 + 2)", "a ^ b", "$v + 1", "$v * 2",
    ],
    "a concatenation": ['"a" + "b"', '"a" + b', "'a' . 'b'", '"a" . $v', 'name . "x"', "name . $v"],
    "a ternary": ["x ? 1 : 2", "x ? 'a' : 'b'", "x ?: y", "a?b:c", "ready ?", '@env("X") ? 1 : 2', "$v ? 1 : 2"],
    "a default with `??`": ["x ?? 1", 'name ?? "Unknown"', "a??b", '@env("X") ?? "y"', "$v ?? 1"],
    "a choice with `if` and `else`": ["if a then b else c", "x if y else z", 'if (on) "a" else "b"'],
    "optional chaining with `?.`": ['user?.name ?? "Unknown"', "user?.name", "rows?.[0]", "get()?.x", "$v?.name"],
    "a negation with `!`": ["!a && b", "!ready", "!!x", "!(a || b)", "!valid(x)"],
    "logic with `&&` or `||`": ["a && b", "a || b", "a&&b", '@env("X") || "d"', '@env("X")|"d"', "x = y && z"],
    "a comparison": [
        "a == b", "a === b", "a != b", "a !== b", "a <= b", "a >= b", "a < b", "a > b", "a==b", "age>18", "x<5",
        'up{job="x"} == 0', "$v == 1", "$v > 1",
    ],
    "a comparison with `<=>`": ["a <=> b"],
    "an object made with `new`": ["new Date()", "new Array(1, 2)", "new Map<string, int>()", "new a.b.C()"],
    "an embedded function": [
        "x => x", "(x) => x", "() => {}", "async () => 1", "function() {}", "function(a) {", "fn main() {",
        "lambda x: x", "lambda: 1", "a -> {",
    ],
    "a call of a function": [
        "foo(1)", "foo()", "a.b.c(1, 2)", "A::b()", "a->b()", "date('Y-m-d')", "len([1])", "println!(1)", "vec![1]",
        "string(120)", "/x+/.test('x')", "f(x)(y)",
    ],
    "a call on a value": ['"abc".upper()', '@query("a").where("b")', "[1].map(x)", "$v.get(1)"],
    "a property with `.`": ['"abc".length', "[1, 2].length", "{a: 1}.a", "$v.name"],
    "an index in `[]`": [
        'x["a"]', "x['a'].b", "x[0]", "x[-1]", "a.b[0].c", "x[key].name", "$v[0]", '"abc"[0]', "[1][0]",
    ],
    "a look into the environment": [
        "process.env.PORT", "process.env.PORT || 3000", 'os.environ["PORT"]', "ENV['PORT']", 'env("PORT")',
        'std::env::var("PORT")', 'System.getenv("PORT")', "import.meta.env.PORT",
    ],
    "an assignment": ["x += 1", "x := 1"],
    "a declaration of a variable": ["let x = 1", "const x: int = 1", "var x=1"],
    "a cast": ["a as string", "x as u16", "(int) x", "(float)x", "<int>x"],
    "`await`": ["await x", "await load()", "await @fetch(url)", "await a.b(1)"],
    "`typeof`": ["typeof x"],
    "`instanceof`": ["x instanceof Y"],
    "`void`": ["void 0"],
    "a spread with `...`": ["...rest", "...@rest", "[...rest]", "{...rest}"],
    "a text with a prefix": ['f"{x}"', "r'x'", 'raw"x"', "tag`x`"],
    "a shift of bits": ["a << 2", "a >> 2"],
    "a block of code": ["match value {", "switch (x) {", "when ("],
    "a heredoc": ["<<EOF", "<<<EOF"],
}  # fmt: skip

TEXTS = [
    "bare words", "Hello, World!", "it's 5 o'clock", 'say "hi" twice', "What is this?", "Is it ok? yes", "Really?!",
    "name (note)", "O'Brien (Sr)", "title (2nd edition)", "x [optional]", "see a.b and c.d",
    "not found", "true or false", "new user", "new York", "delete old files", "await", "wait for it", "void",
    "null or empty",
    "if needed", "or else", "let it be", "class A", "as is", "sign in as admin", "return to sender", "type of thing",
    "function", "lambda-handler", "index.handler", "app.main:app", "pkg.mod:func", "uvicorn[standard]", "int[]",
    "List<String>", "Vec<u8>", "string | null", "R&D", "R & D", "Smith & Sons", "AT&T", "A/B", "and/or", "read/write",
    "1.0.0", "v1.2.3-beta+build", "1.0.0+1", "^1.2.3", "~1.2.3", "3.11.*", "10.0.0.0/8", "192.168.1.1/24", "0.0.0.0:80",
    "fe80::1", "std::string", "AWS::S3::Bucket", "arn:aws:s3:::x", "user.name", "user.name@example.org", "a@b.c",
    "com.example.App", "node.js", ".env", ".NET", "c++", "C#", "/api/users/*", "/api/users/{id}", "/api/users/:id",
    "src/**", "**/*.py", "*.py", "*/5 * * * *", "0 */6 * * *", "0 9-17 * * 1-5", "~/x", "../x", "./x", "C:\\x", ".",
    "https://example.org/?a=b&c=d#e", "https://example.org/wiki/Foo_(bar)", "postgres://u:p@h/d?x=y", "http://h/a?b:c",
    "redis:7-alpine", "./a.conf:/etc/a.conf:ro", "actions/checkout@v4", "A=b", "--flag=x", "-v", "docker build -t x .",
    "find . -name x", "docker push $IMAGE:$TAG", "%Y-%m-%d %H:%M", "yyyy-MM-dd'T'HH:mm:ss", "^[a-z]+$", "^(a|b)$",
    "\\d+",
    "Mon-Fri", "9am-5pm", "UTC+2", "2024-01-31", "2024-01-31T00:00:00Z", "1,000", "50%", "+1 555 1234", "3x4", "1st",
    "cG9zdGdyZXM=", "cG9zdGdyZXNxbA==", "x -> y", "A \u2192 B", "... and more", "to be continued...", "key=value",
    "up and running", "a.b", "a+b", "a-b", "a/b", "a*b", "\u00dcn\u00efcode w\u00f6rds",
]  # fmt: skip


def errors(written: str) -> list[Diagnostic]:
    document = parse(f"$v: 1\nkey: {written}\n[next]\nafter: 1\n")
    assert document.root.get("key") is None or not document.has_errors, "what is refused must not become a value"
    assert document.root.value["next"] == {"after": 1}
    return [found for found in document.diagnostics if found.severity == "error"]


@pytest.mark.parametrize(("name", "written"), [(name, each) for name, texts in REFUSED.items() for each in texts])
def test_a_construct_is_refused_by_name(name: str, written: str) -> None:
    [found] = errors(written)
    assert found.message == f"{name} is not part of a spec"
    assert found.hint
    assert found.location.line == 2


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_without_quotes_stays_a_text(text: str) -> None:
    assert errors(text) == []
    node = parse(f"key: {text}\n").root.get("key")
    assert isinstance(node, String)
    assert (node.value, node.quoted) == (text, False)
    assert parse_value(text).value == text


@pytest.mark.parametrize("text", [each for texts in REFUSED.values() for each in texts])
def test_in_quotes_it_is_a_text(text: str) -> None:
    spelled = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\u0024").replace("{", "\\u007b")
    if not text.startswith("@"):
        assert parse_value(f'"{spelled}"').value == text


@pytest.mark.parametrize("name", ["arithmetic", "a ternary", "optional chaining with `?.`", "a negation with `!`"])
def test_a_list_and_a_command_line_name_it_too(name: str) -> None:
    for written in (each for each in REFUSED[name] if not set(each) & set("()")):
        [found] = errors(f"[{written}]")
        assert name in found.message or found.code == "T023"
        with pytest.raises(TuskError, match=f"{name[:8]}"):
            parse_value(written.replace("$v", "1"))


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("process.env.PORT", "T064", '@env("NAME")'),
        ('name ?? "x"', "T061", '@env("NAME", "default")'),
        ("foo(1)", "T063", "an operator starts with @"),
        ("${PORT:-8080}", "T028", 'write @env("PORT", "default")'),
        ("${PORT}", "T028", 'write @env("PORT")'),
        ('"${PORT:-8080}"', "T028", 'write @env("PORT", "default") as the whole value'),
        ('"http://${HOST:-x}:80"', "T028", 'write @env("HOST", "default") as the whole value'),
        ('"${PORT-8080}"', "T040", 'write @env("PORT", "default")'),
        ('"${PORT:?missing}"', "T028", 'write @env("PORT", "default")'),
        ("$PORT", "T040", 'write @env("PORT")'),
        ('"${PORT}"', "T040", 'write @env("PORT")'),
        ("@env.PORT", "T027", 'write @env("PORT")'),
        ('@env.PORT|"8080"', "T027", 'write @env("PORT", "default")'),
        ('"^\\d+$"', "T021", "in single quotes"),
        ('["\\w"]', "T021", "in single quotes"),
        ("1..10", "T025", "write it as 1-10"),
        ("{a: 1 b: 2}", "T023", "a comma parts items, or a new line"),
        ("[1 2]", "T023", "a comma parts items"),
    ],
)
def test_a_hint_says_what_to_write(written: str, code: str, hint: str) -> None:
    [found] = errors(written) if code != "T040" else parse(f"key: {written}\n").diagnostics
    assert found.code == code
    assert hint in (found.hint or "")


def test_a_hint_repeats_no_default() -> None:
    for written in ("${DB_URL:-hunter2}", '"${DB_URL:-hunter2}"', '@env.DB_URL|"hunter2"', "${PASSWORD:-hunter2}"):
        [found] = parse(f"password: {written}\n").diagnostics
        assert "hunter2" not in f"{found.to_text()}{found.to_json()}"


def test_a_pattern_in_single_quotes_is_a_text() -> None:
    assert parse("key: '^\\d+$'\n").root.value == {"key": r"^\d+$"}
