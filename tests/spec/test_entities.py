"""`[models]`: entities, their names, and what they say of each other."""

import pytest

from scaffold.spec import words
from scaffold.spec.entities import default_name
from tests.spec.conftest import Checker, findings


def models(*lines: str) -> str:
    return "\n".join(["[models]", *lines])


def test_names_are_derived_once(checked: Checker) -> None:
    (entity,) = checked(models("sales_category:", '  name: "string(20)"')).entities
    assert (entity.name, entity.plural, entity.class_name) == ("sales_category", "sales_categories", "SalesCategory")
    assert (entity.title, entity.path) == ("Sales category", "sales-categories")


def test_without_models_there_is_one_entity_named_after_the_service(checked: Checker) -> None:
    (entity,) = checked("", name="billing-account-service").entities
    assert entity.name == "billing_account"
    assert [(field.name, field.type, field.optional) for field in entity.fields] == [
        ("name", "string", False),
        ("description", "text", True),
        ("status", "enum", False),
    ]
    assert entity.fields[2].default == "active"


@pytest.mark.parametrize(
    ("service", "entity"),
    [
        ("user-service", "user"),
        ("orders", "order"),
        ("payments-api", "payment"),
        ("categories-service", "category"),
        ("service", "item"),
        ("class-service", "item"),
        ("exception-service", "item"),
        ("page-service", "item"),
        ("byte-service", "item"),
        ("status-service", "status"),
        ("address-book", "address_book"),
    ],
)
def test_default_entity(service: str, entity: str) -> None:
    assert default_name(service, {"page"}) == entity


PLURALS = [
    ("user", "users"),
    ("category", "categories"),
    ("day", "days"),
    ("status", "statuses"),
    ("address", "addresses"),
    ("box", "boxes"),
    ("match", "matches"),
    ("dish", "dishes"),
    ("person", "people"),
    ("child", "children"),
    ("sales_person", "sales_people"),
    ("hero", "heroes"),
    ("photo", "photos"),
    ("analysis", "analyses"),
    ("news", "news"),
    ("series", "series"),
    ("house", "houses"),
    ("invoice", "invoices"),
    ("bus", "buses"),
]


@pytest.mark.parametrize(("one", "many"), PLURALS)
def test_plural(one: str, many: str) -> None:
    assert words.plural(one) == many


@pytest.mark.parametrize(("one", "many"), [pair for pair in PLURALS if pair[0] != "analysis"])
def test_singular(one: str, many: str) -> None:
    assert words.singular(many) == one
    assert words.singular(one) == one


def test_names_that_make_odd_ones_are_noted(checked: Checker) -> None:
    text = models(
        "customers:", '  owner_id: "ref(customers), optional"', '  tax_id: "int"', '  boss: "ref(staff)"', "staff:"
    )
    found = checked(
        text + '\n  mentor: "ref(people)"\n  mentor_id: "ref(status)"\npeople:\n  a: "int"\nstatus:\n  a: "int"'
    )
    noted = [(each.location.line, each.message, each.hint) for each in found.diagnostics if each.code == "S038"]
    assert noted == [
        (
            2,
            "the entity customers is in the plural: its class is Customers, its path /customerses",
            'call it customer, or set its plural in [model_plurals], as in customers: "customers"',
        ),
        (
            3,
            "customers.owner_id: the column of the reference, and its name in JSON, is owner_id_id",
            "call it owner, and its column is owner_id",
        ),
        (8, "staff.mentor_id: the column of the reference, and its name in JSON, is mentor_id_id", None),
        (
            9,
            "the entity people is in the plural: its class is People, its path /peoples",
            'call it person, or set its plural in [model_plurals], as in people: "people"',
        ),
    ]
    assert {each.severity for each in found.diagnostics if each.code == "S038"} == {"note"}


@pytest.mark.parametrize("name", ["status", "address", "news", "lens", "user_alias", "gas", "gps", "series", "process"])
def test_a_singular_that_ends_in_s_is_not_noted(name: str, checked: Checker) -> None:
    assert checked(models(f"{name}:", '  name: "text"')).diagnostics == ()


def test_a_plural_that_is_given_is_meant(checked: Checker) -> None:
    spec = checked(models("customers:", '  name: "text"', "[model_plurals]", 'customers: "customers"'))
    assert (spec.diagnostics, spec.entities[0].path) == ((), "customers")


def test_the_plural_can_be_given(checked: Checker) -> None:
    text = models("staff_member:", '  name: "text"', "[model_plurals]", 'staff_member: "staff"')
    (entity,) = checked(text).entities
    assert (entity.plural, entity.path) == ("staff", "staff")


@pytest.mark.parametrize(
    ("plural", "fault"),
    [
        ("people", None),
        ("class", "the plural of user cannot be class: it is a word of the Python language"),
        ("bytes", "the plural of user cannot be bytes: it is a name of the Python language"),
        ("docs", "the plural of user cannot be docs: the service or its database keeps that name for itself"),
        ("p" * 60, "user.name: its constraints need names of 68 characters"),
    ],
)
def test_the_plural_of_the_entity_that_every_service_has(plural: str, fault: str | None, checked: Checker) -> None:
    spec = checked(f'[service_config]\nport: 80\n[model_plurals]\nuser: "{plural}"')
    assert spec.entities[0].plural == plural
    errors = findings(spec, "error")
    assert errors[:1] == ([f"4:7 S057 {fault}"] if fault else [])


@pytest.mark.parametrize("text", ["", models("user:", '  a: "int"') + "\n"], ids=["default", "given"])
def test_a_plural_of_no_entity_is_a_warning(text: str, checked: Checker) -> None:
    (warning,) = checked(f'{text}[model_plurals]\nusr: "people"').diagnostics
    assert (warning.code, warning.severity, warning.hint) == ("S059", "warning", 'did you mean "user"?')
    assert warning.message == "model_plurals.usr: there is no entity usr"


def test_an_entity_stands_after_those_it_refers_to(checked: Checker) -> None:
    text = models(
        "line:",
        '  order: "ref(order)"',
        "order:",
        '  customer: "ref(customer)"',
        '  first_line: "ref(line), optional"',
        "customer:",
        '  name: "text"',
        '  friend: "ref(customer), optional"',
    )
    spec = checked(text)
    assert findings(spec) == []
    assert [entity.name for entity in spec.entities] == ["customer", "order", "line"]


LONG = "a" * 41

FAULTS: dict[str, tuple[str, list[str]]] = {
    "no entity": ("[models]\n", ["1:1 S050 [models] has no entity"]),
    "too many entities": (
        "[models]\n" + "\n".join(f'e{number}:\n  a: "int"' for number in range(129)),
        ["1:1 S050 [models] has 129 entities; a service can have 128"],
    ),
    "too many fields": (
        "[models]\nuser:\n" + "\n".join(f'  f{number}: "int"' for number in range(201)),
        ["2:1 S050 the entity user has 201 fields; an entity can have 200"],
    ),
    "no field": (models("user:"), ["2:1 S050 the entity user has no field"]),
    "field that is no text": (models("user:", "  age: 3"), ["3:8 S051 user.age: must be a field type in quotes"]),
    "place inside a text": (
        models("user:", '  age: "int,  max=9, min=x"'),
        ["3:22 S055 user.age: 'x' is not a whole number"],
    ),
    "place inside a bare text": (models("user:", "  age: int, maxi=9"), ["3:13 S054 user.age: there is no modifier"]),
    "keyword": (
        models("class:", '  a: "int"'),
        ["2:1 S057 an entity cannot be called class: it is a word of"],
    ),
    "name of an import": (
        models("base_model:", '  a: "int"', "exact_decimal:", '  a: "int"', "str_enum:", '  a: "int"'),
        [
            "2:1 S057 an entity cannot be called base_model: the service has a class",
            "4:1 S057 an entity cannot be called exact_decimal: the service has a class",
            "6:1 S057 an entity cannot be called str_enum: the service has a class",
        ],
    ),
    "letter like a digit": (
        models("i:", '  l: "int"'),
        [
            "2:1 S057 an entity cannot be called i: it looks like a digit",
            "3:3 S057 i: a field cannot be called l: it looks like a digit",
        ],
    ),
    "field that is a type": (
        models("user:", '  bool: "bool"', '  list: "list(bool), optional"', '  str: "text"'),
        [
            "3:3 S057 user: a field cannot be called bool: it is a type of the Python language",
            "4:3 S057 user: a field cannot be called list: it is a type of the Python language",
            "5:3 S057 user: a field cannot be called str: it is a type of the Python language",
        ],
    ),
    "plural that is a keyword": (
        models("a:", '  a: "int"'),
        ["2:1 S057 the plural of a cannot be as: it is a word of the Python language"],
    ),
    "given plural that is a keyword": (
        models("user:", '  a: "int"', "[model_plurals]", 'user: "class"'),
        ["2:1 S057 the plural of user cannot be class: it is a word of the Python language"],
    ),
    "plural that is a built-in": (
        models("byte:", '  a: "int"'),
        ["2:1 S057 the plural of byte cannot be bytes: it is a name of the Python language"],
    ),
    "plural that the service has": (
        models("doc:", '  a: "int"', "kept:", '  a: "int"', "user:", '  a: "int"')
        + '\n[model_plurals]\nkept: "idempotency_keys"\nuser: "health"',
        [
            "2:1 S057 the plural of doc cannot be docs: the service or its database keeps that name",
            "4:1 S057 the plural of kept cannot be idempotency_keys: the service or its",
            "6:1 S057 the plural of user cannot be health: the service or its",
        ],
    ),
    "class of another entity": (
        models("user:", '  a: "int"', "user_patch:", '  a: "int"'),
        ["4:1 S058 the entity user has a class UserPatch already"],
    ),
    "class of an enum": (
        models("user:", '  status: "enum(on, off)"', "user_status:", '  a: "int"'),
        ["4:1 S058 the entity user has a class UserStatus already"],
    ),
    "capital letters": (models("User:", '  a: "int"'), ["2:1 S057 an entity cannot be called User: write it in"]),
    "too long": (
        models(f"{LONG}:", '  a: "int"'),
        [f"2:1 S057 an entity cannot be called {LONG}: it has 41"],
    ),
    "base column": (
        models("user:", '  id: "int"', '  created_at: "date"'),
        [
            "3:3 S057 user: a field cannot be called id: every entity has it already",
            "4:3 S057 user: a field cannot be called created_at: every entity has it already",
        ],
    ),
    "pydantic's own": (
        models("user:", '  model_config: "int"', '  metadata: "json"'),
        ["3:3 S057 user: a field cannot be called model_config", "4:3 S057 user: a field cannot be called metadata"],
    ),
    "query parameter": (
        models("user:", '  limit: "int"'),
        ["3:3 S057 user: a field cannot be called limit: lists have a query parameter of that name"],
    ),
    "field that is a keyword": (
        models("user:", '  from: "date"'),
        ["3:3 S057 user: a field cannot be called from: it is a word of the Python language"],
    ),
    "attribute of the classes": (
        models("user:", '  mro: "int"', '  parse_obj: "json"', '  xmin: "int"'),
        ["3:3 S057 user: a field cannot be called mro", "4:3 S057 user: a field cannot be called parse_obj"],
    ),
    "word of the database": (
        models("user:", '  xmin: "int"', '  lateral: "text"', '  returning: "bool"')
        + '\n[service_template]\ndatabase: "postgresql"',
        [
            "3:3 S057 user: a field cannot be called xmin: PostgreSQL gives every table a column of that name",
            "4:3 S057 user: a field cannot be called lateral: PostgreSQL keeps this word for itself",
            "5:3 S057 user: a field cannot be called returning: SQLite keeps this word for itself",
        ],
    ),
    "class of an enum that is called like a model": (
        models("user:", '  patch: "enum(on, off)"', "user_patch_value:", '  a: "int"'),
        ["4:1 S058 the entity user has a class UserPatchValue already"],
    ),
    "field with a double line": (models("user:", '  a__b: "int"'), ["3:3 S057 user: a field cannot be called a__b"]),
    "constraint that gets too long": (
        models(f"{'e' * 40}:", f'  {"f" * 30}: "int"'),
        [f"3:3 S057 {'e' * 40}.{'f' * 30}: its constraints need names of 75 characters"],
    ),
    "same plural": (
        models("staff:", '  a: "int"', "employee:", '  a: "int"', "[model_plurals]", 'employee: "staff"'),
        ["4:1 S058 the entities staff and employee would both be called staff"],
    ),
    "same class": (
        models("a_c:", '  a: "int"', "ac:", '  a: "int"'),
        ["4:1 S058 the entities a_c and ac would both be called ac"],
    ),
    "column of a reference": (
        models("user:", '  boss: "ref(user), optional"', '  boss_id: "int"'),
        ["3:3 S058 user.boss: the column of the reference is boss_id, which is a field too"],
    ),
    "reference to nothing": (
        models("user:", '  team: "ref(tem), optional"', "team:", '  name: "text"'),
        ["3:14 S059 user.team: there is no entity tem"],
    ),
    "reference to nothing in a field with another fault": (
        models("user:", '  team: "ref(tem), on_delete=cascade"', '  class: "ref(tem)"', "team:", '  a: "text"'),
        [
            "3:14 S059 user.team: there is no entity tem",
            "3:20 S054 user.team: there is no modifier 'on_delete'",
            "4:3 S057 user: a field cannot be called class",
            "4:15 S059 user.class: there is no entity tem",
        ],
    ),
    "circle that a misspelt modifier may open": (
        models("user:", '  team: "ref(team), optinal"', "team:", '  lead: "ref(user)"'),
        ["3:21 S054 user.team: there is no modifier 'optinal'"],
    ),
    "column of a reference with another fault": (
        models("user:", '  boss: "ref(user), optinal"', '  boss_id: "int"'),
        [
            "3:3 S058 user.boss: the column of the reference is boss_id, which is a field too",
            "3:21 S054 user.boss: there is no modifier 'optinal'",
        ],
    ),
    "type without quotes": (
        models("product:", "  name: string(20), unique", "order:", '  product: "ref(product)"', "empty:"),
        ["3:9 T063 a call of a function is not part of a spec", "6:1 S050 the entity empty has no field"],
    ),
    "type without quotes, and an empty entity before it": (
        models("empty:", "product:", "  name: string(20), unique"),
        ["2:1 S050 the entity empty has no field", "4:9 T063 a call of a function is not part of a spec"],
    ),
    "entity that cannot be read": (
        models("product: string(20)", "", "[service_config]", "port: 1 + 1"),
        ["2:10 T063 a call of a function is not part of a spec", "5:7 T060 arithmetic"],
    ),
    "circle": (
        models("user:", '  team: "ref(team)"', "team:", '  lead: "ref(user)"'),
        [
            "2:1 S060 these entities require each other, so that no first one could be stored: user -> team -> user",
        ],
    ),
    "required self": (
        models("user:", '  boss: "ref(user)"'),
        ["2:1 S060 these entities require each other"],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_refuses(case: str, checked: Checker) -> None:
    text, expected = FAULTS[case]
    found = findings(checked(text), "error")
    assert len(found) == len(expected), found
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(start)


def test_a_text_with_escapes_is_pointed_at_as_a_whole(checked: Checker) -> None:
    found = findings(checked(models("user:", '  a: "in\\u0074, maxi=3"')), "error")
    assert found[0].startswith("3:6 S054")
