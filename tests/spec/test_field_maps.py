"""`type = "fields"`: fields of something that is not stored, and the names of entries that hold them."""

from collections.abc import Mapping
from pathlib import Path

import jsonschema_rs
import pytest

from scaffold.catalog import Catalog, CatalogError, builtin_root, load_catalog
from scaffold.render import render
from scaffold.render.errors import RenderError
from scaffold.spec import Field, Spec, check
from scaffold.spec.explain import KeyInfo, SectionInfo, UnknownPathError, explain
from scaffold.spec.reference_page import reference_page
from scaffold.spec.schema import json_schema
from scaffold.tusk import format_text, parse
from tests.effort import steps
from tests.spec.conftest import findings

MANIFEST = """
name = "post"
title = "Post"
doc = "What is sent."

[sections.letters]
doc = "Letters that are sent."
values = { type = "fields", doc = "What one holds.", reserved = { "every letter has one" = ["stamp", "post_*"] } }
names = '[a-z][a-z0-9_]*'
entity_names = ["{{entity_name}}_created", "{{entity_name}}_removed"]
reserved = { "the post has one" = ["stamp", "post_*"] }
makes = { "an envelope" = ["{{entry}}"], "an entity" = ["{{entry}}_letter"] }

[sections.mailbox]
doc = "Letters of others."
names = '[a-z][a-z0-9_]*'

[sections.mailbox.values]
type = "map"
names = '[a-z_]+'
items = { type = "fields", doc = "Its letter." }
makes = { "an envelope" = ["{{entry}}_in"] }
doc = "A sender."

[sections.mailbox.keys.greeting]
type = "fields"
doc = "What each begins with."
default = { sender = "string(40)", at = "timestamp, optional" }

[sections.mailbox.keys.drafts]
type = "list"
items = { type = "fields" }
doc = "Letters without a name."
"""


def catalog_of(folder: Path, manifest: str, files: Mapping[str, str] | None = None) -> Catalog:
    feature = folder / "features" / "post"
    for path, text in {"feature.toml": manifest, **(files or {})}.items():
        (feature / path).parent.mkdir(parents=True, exist_ok=True)
        (feature / path).write_text(text, encoding="utf-8")
    return load_catalog([builtin_root(), folder])


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return catalog_of(tmp_path_factory.mktemp("post"), MANIFEST)


def read(text: str, post: Catalog, **overrides: object) -> Spec:
    given = {name.replace("__", "."): value for name, value in overrides.items()}
    return check(parse(text, source="s.tusk"), post, name="user-service", overrides=given)


def errors(text: str, post: Catalog) -> list[str]:
    return findings(read(text, post), "error")


LETTERS = """\
[letters]
welcome:
  user: "ref(user)"
  at: "timestamp"
  note: "string(20), optional, default=hi, min=1"
empty: {}
bare:

[mailbox]
order_service:
  order_placed: { id: "uuid", total: "decimal(12, 2)", items: "list(enum(a, b))" }
drafts: [{ subject: "text" }, {}]
"""


def test_fields_are_those_of_entities(post: Catalog) -> None:
    spec = read(LETTERS, post)
    assert findings(spec, "error", "warning") == []
    assert spec.values["letters"] == {
        "welcome": (
            Field("user", "ref", target="user"),
            Field("at", "timestamp"),
            Field("note", "string", length=20, optional=True, minimum="1", default="hi", has_default=True),
        ),
        "empty": (),
        "bare": (),
    }
    kind = Field("items", "enum", length=1, values=("a", "b"))
    assert spec.values["mailbox"] == {
        "order_service": {
            "order_placed": (
                Field("id", "uuid"),
                Field("total", "decimal", precision=12, scale=2),
                Field("items", "list", items=kind),
            )
        },
        "drafts": [(Field("subject", "text"),), ()],
        "greeting": (Field("sender", "string", length=40), Field("at", "timestamp", optional=True)),
    }


def test_a_key_that_is_given_has_no_default_fields(post: Catalog) -> None:
    assert read('[mailbox]\ngreeting: { hello: "text" }', post).values["mailbox"]["greeting"] == (
        Field("hello", "text"),
    )
    assert read("[mailbox]\ngreeting: {}", post).values["mailbox"]["greeting"] == ()
    assert read("[mailbox]", post).values["mailbox"]["drafts"] is None


FAULTS = {
    "no map": ('welcome: "uuid"', ["2:10 S003 letters.welcome: must be a map of fields, not text"]),
    "a list": ("welcome: [1]", ["2:10 S003 letters.welcome: must be a map of fields, not a list"]),
    "a reference": (
        'welcome: @env("X")',
        ["2:10 S008 letters.welcome: must stand in the spec itself; @env is read only where the service runs"],
    ),
    "a field that is no text": (
        "welcome: { at: 5 }",
        ["2:16 S051 letters.welcome.at: must be a field type in quotes"],
    ),
    "a field that is a map": (
        "welcome: { at: { b: 1 } }",
        ["2:16 S051 letters.welcome.at: must be a field type in quotes"],
    ),
    "an unknown type": (
        'welcome: { at: "strng, optional" }',
        ["2:17 S052 letters.welcome.at: there is no field type 'strng'"],
    ),
    "a bad argument": (
        'welcome: { at: "string(0)" }',
        ["2:24 S053 letters.welcome.at: the longest length must be"],
    ),
    "a limit that cannot be": (
        'welcome: { at: "int, min=5, max=4" }',
        ["2:29 S055 letters.welcome.at: "],
    ),
    "what is for the stored": (
        'welcome: { at: "uuid, unique, indexed, immutable" }',
        [
            "2:23 S054 letters.welcome.at: unique is for what is stored, as entities are",
            "2:31 S054 letters.welcome.at: indexed is for what is stored, as entities are",
            "2:40 S054 letters.welcome.at: immutable is for what is stored, as entities are",
        ],
    ),
    "an unknown modifier": (
        'welcome: { at: "uuid, optinal" }',
        ["2:23 S054 letters.welcome.at: there is no modifier 'optinal'; the modifiers are: optional, min="],
    ),
    "a field name of another form": (
        'welcome: { At: "uuid" }',
        ["2:12 S057 letters.welcome: a field cannot be called At: write it in small letters"],
    ),
    "a field name of Python": (
        'welcome: { class: "uuid" }',
        ["2:12 S057 letters.welcome: a field cannot be called class: it is a word of the Python language"],
    ),
    "a reserved field name": (
        'welcome: { stamp: "uuid", post_code: "int" }',
        [
            "2:12 S057 letters.welcome: a field cannot be called stamp: every letter has one",
            "2:27 S057 letters.welcome: a field cannot be called post_code: every letter has one",
        ],
    ),
    "two of one column": (
        'welcome: { user: "ref(user)", user_id: "uuid" }',
        ["2:12 S058 letters.welcome.user: the column of the reference is user_id, which is a field too"],
    ),
    "no such entity": (
        'welcome: { user: "ref(usr)" }',
        ["2:23 S059 letters.welcome.user: there is no entity usr"],
    ),
    "an entry of another form": (
        'Welcome: { at: "uuid" }',
        ["2:1 S062 letters: an entry cannot be called 'Welcome': it must have the form [a-z][a-z0-9_]*"],
    ),
    "an entry of Python": ("class: {}", ["2:1 S062 letters: an entry cannot be called 'class': it is a word"]),
    "an entry too long": (
        f"{'a' * 41}: {{}}",
        [f"2:1 S062 letters: an entry cannot be called '{'a' * 41}': it has 41"],
    ),
    "an entry that an entity has": (
        "user_created: {}\nuser_changed: {}\nus_erremoved: {}",
        [
            "2:1 S062 letters.user_created: the entity user has an entry of that name",
            "4:1 S062 letters.us_erremoved: the entity user has an entry of that name",
        ],
    ),
    "an entry that the feature has": (
        "stamp: {}\npost_box: {}",
        [
            "2:1 S062 letters: an entry cannot be called 'stamp': the post has one",
            "3:1 S062 letters: an entry cannot be called 'post_box': the post has one",
        ],
    ),
    "entries whose classes have one name": (
        "hello2: {}\nhello_2: {}",
        [
            "3:1 S062 letters: hello2 and hello_2 would both be called hello2",
        ],
    ),
    "entries of which the same is made": (
        "a_b_in: {}\n[mailbox]\ngreeting: {}\na: { b: {}, c_d: {} }\na_c: { d: {} }",
        [
            "5:6 S062 mailbox.a.b: an envelope is called a_b_in, as one of letters.a_b_in is",
            "6:8 S062 mailbox.a_c.d: an envelope is called a_c_d_in, as one of mailbox.a.c_d is",
        ],
    ),
    "too many": (
        "welcome:\n" + "".join(f'  f{n}: "int"\n' for n in range(201)),
        ["3:3 S050 letters.welcome: has 201 fields, and 200 is the most"],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_refuses(case: str, post: Catalog) -> None:
    text, expected = FAULTS[case]
    found = errors(f"[letters]\n{text}\n", post)
    assert len(found) == len(expected), found
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(start), message


def test_names_in_a_map_have_their_own_form(post: Catalog) -> None:
    found = errors("[mailbox]\nshop:\n  sent2: {}\nOther:\n  sent: {}\n", post)
    assert found == [
        "3:3 S062 mailbox.shop: an entry cannot be called 'sent2': it must have the form [a-z_]+",
        "4:1 S062 mailbox: an entry cannot be called 'Other': it must have the form [a-z][a-z0-9_]*",
    ]


def test_two_that_are_the_same_in_a_list(post: Catalog) -> None:
    found = errors('[mailbox]\ndrafts: [{ a: "text", b: "int" }, { a: "text", b: "int" }]', post)
    assert found == ["2:35 S011 mailbox.drafts: { a, b } stands twice"]


def test_what_is_made_of_an_entry_is_called_like_no_entity(post: Catalog) -> None:
    assert errors('[letters]\nfirst: {}\n[models]\nfirst_letter:\n  at: "date"\n', post) == [
        "2:1 S062 letters.first: the entity first_letter has a module that this one needs"
    ]


MODELS = '[models]\nteam:\n  name: "string"\n[letters]\n'


def test_references_are_to_the_entities_of_the_spec(post: Catalog) -> None:
    assert errors(f'{MODELS}a: {{ team: "ref(team)" }}\nuser_created: {{}}', post) == []
    found = errors(f'{MODELS}a: {{ user: "ref(user)" }}\nteam_removed: {{}}', post)
    assert found == [
        "5:17 S059 letters.a.user: there is no entity user",
        "6:1 S062 letters.team_removed: the entity team has an entry of that name",
    ]


def test_where_no_entity_can_be_read_nothing_is_said_of_references(post: Catalog) -> None:
    assert errors('[letters]\na: { user: "ref(user)" }\n[models]\n', post) == ["3:1 S050 [models] has no entity"]


def test_hints(post: Catalog) -> None:
    text = '[letters]\na: { b: "strng", c: "uuid, unique", d: "ref(usr)", e: "uuid, nullable" }'
    hints = [diagnostic.hint for diagnostic in read(text, post).diagnostics if diagnostic.severity == "error"]
    assert hints == ['did you mean "string"?', "leave it out", 'did you mean "user"?', "write optional"]


def test_notes_a_reference_called_like_its_column(post: Catalog) -> None:
    (note,) = findings(read('[letters]\na: { user_id: "ref(user)" }', post), "note")
    assert note.startswith("2:6 S038 letters.a.user_id: the column of the reference, and its name in JSON")


def test_the_command_line_sets_them(post: Catalog) -> None:
    spec = read("", post, letters__hello='{ at: "date" }', letters__bye__at="uuid, optional")
    assert not spec.has_errors, spec.diagnostics
    assert spec.values["letters"] == {"hello": (Field("at", "date"),), "bye": (Field("at", "uuid", optional=True),)}
    again = check(spec.document, post, name="user-service")
    assert again.values["letters"] == spec.values["letters"]
    (refused,) = findings(read("", post, letters__hello__at="strng"), "error")
    assert refused.startswith("1:5 S052 letters.hello.at: there is no field type 'strng'")


def test_the_canonical_form_keeps_them(post: Catalog) -> None:
    assert read(format_text(LETTERS), post).values["letters"] == read(LETTERS, post).values["letters"]


LARGE = {
    "references to what is not there": lambda size: (
        "[letters]\n" + "".join(f'a{n}: {{ b: "ref(usr{n})", c: "strng", d: "uuid, uniqe" }}\n' for n in range(size))
    ),
    "names that are none": lambda size: "[letters]\n" + "".join(f"A{n}: {{}}\n" for n in range(size)),
    "names that entities take": lambda size: (
        "[models]\n"
        + "".join(f'e{n}: {{ a: "text" }}\n' for n in range(120))
        + "[letters]\n"
        + "".join(f"e{n % 120}_created: {{}}\nx{n}: {{}}\n" for n in range(size))
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_errors_that_are_not_shown_cost_little(name: str, post: Catalog) -> None:
    def cost(size: int) -> int:
        document = parse(LARGE[name](size))
        return steps(lambda: check(document, post))

    assert cost(400) / cost(200) < 2


def test_a_kept_catalogue_is_the_same(post: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    manifest = MANIFEST + '[sections.mailbox.keys.none]\ntype = "fields"\ndoc = "None."\ndefault = {}\n'
    first = catalog_of(tmp_path / "pack", manifest)
    monkeypatch.setattr("scaffold.catalog.assembly.assemble", lambda *_: pytest.fail("the manifests were read"))
    again = load_catalog([builtin_root(), tmp_path / "pack"])
    assert again == first
    assert again.sections["letters"].values == post.sections["letters"].values
    assert read("", again).values["mailbox"]["none"] == ()


def test_the_schema_knows_them(post: Catalog) -> None:
    schema = json_schema(post)
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert validator.is_valid(parse(LETTERS).root.value)
    for refused in (
        "[letters]\nA: {}",
        "[letters]\na: 1",
        "[letters]\na: { b: 1 }",
        '[letters]\na: { B: "uuid" }',
        f"[letters]\n{'a' * 41}: {{}}",
        "[mailbox]\nshop: { sent2: {} }",
        "[mailbox]\ngreeting: 4",
    ):
        assert not validator.is_valid(parse(refused).root.value), refused


def test_explains_them(post: Catalog) -> None:
    info = explain(post, "letters")
    assert isinstance(info, SectionInfo)
    assert [(key.path, key.type) for key in info.keys] == [("letters.*", "fields")]
    assert [row.written[0] for row in info.modifiers] == ["optional", "min=", "default="]
    assert info.types == getattr(explain(post, "models"), "types", None)
    assert explain(post, "letters.welcome") == explain(post, "letters.welcome.user") == explain(post, "letters.*")
    letter = explain(post, "mailbox.shop.order_placed")
    assert isinstance(letter, KeyInfo)
    assert (letter.path, letter.type, letter.doc) == ("mailbox.*.*", "fields", "Its letter.")
    assert explain(post, "mailbox.shop.order_placed.id") == letter
    greeting = explain(post, "mailbox.greeting")
    assert getattr(greeting, "default", None) == '{ sender: "string(40)", at: "timestamp, optional" }'
    page = reference_page(post)
    assert "| `*` | fields |  | What one holds. |" in page
    assert "| `*.*` | fields |  | Its letter. |" in page
    with pytest.raises(UnknownPathError):
        explain(post, "letter.welcome")


BAD = {
    "a default that is refused": ('default = { x = "strng" }', "F015 the default of words.x: there is no field type"),
    "a default that refers": ('default = { x = "ref(user)" }', "F015 the default of words.x: there is no entity user"),
    "a default that is no map": ('default = "x"', "F015 the default of words: must be a map of fields, not text"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_default_is_checked(case: str, tmp_path: Path) -> None:
    default, expected = BAD[case]
    key = f'\n[sections.letters.keys.words]\ntype = "fields"\ndoc = "Words."\n{default}\n'
    catalog = catalog_of(tmp_path, MANIFEST + key)
    with pytest.raises(CatalogError) as caught:
        read("", catalog)
    (fault,) = caught.value.diagnostics
    assert f"{fault.code} {fault.message}".startswith(expected)


def test_templates_see_them(tmp_path: Path) -> None:
    template = "{% for name, fields in spec.letters.items() %}{{ name }}: {{ fields | map(attribute='type') | list }}\n"
    files = {"files/letters.txt.jinja": template + "{% endfor %}"}
    tested = '[dependencies]\nfields.email = ["email-validator"]\n'
    catalog = catalog_of(tmp_path, MANIFEST + tested, files)
    tree = render(read('[letters]\na: { to: "ref(user)", at: "date" }\nb: {}\n', catalog), catalog)
    assert tree.files["letters.txt"].content == b"a: ['ref', 'date']\nb: []\n"


def test_what_a_type_needs_is_installed(tmp_path: Path) -> None:
    files = {"files/needs.txt.jinja": "{% for each in dependencies.run %}{{ each.name }}\n{% endfor %}"}
    catalog = catalog_of(tmp_path, MANIFEST, files)

    def needs(text: str) -> bytes:
        try:
            return render(read(text, catalog), catalog).files["needs.txt"].content
        except RenderError as error:
            pytest.fail(error.to_text())

    assert b"email-validator" not in needs('[letters]\na: { to: "text" }')
    assert b"email-validator" in needs('[letters]\na: { to: "email" }')
    assert b"email-validator" in needs('[mailbox]\nshop: { a: { to: "list(email)" } }')
