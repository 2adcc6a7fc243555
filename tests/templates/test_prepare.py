"""What single fields and entities are prepared to, without a database."""

import json
import tomllib
from base64 import b64encode
from collections.abc import Callable
from typing import cast

import pytest

from scaffold.spec.fields import read_field
from templates.service.prepare import prepare
from templates.service.prepare.annotations import create, patch, record
from templates.service.prepare.columns import column, constraint_lines
from templates.service.prepare.filters import cursor_length, filters, sort_line, sorts
from templates.service.prepare.kinds import migration_type
from templates.service.prepare.refusals import refusals
from templates.service.prepare.requests import requests
from templates.service.prepare.resource import parents, resource
from templates.service.prepare.samples import samples
from templates.service.prepare.strings import quoted_for_toml
from tests.render.packs import spec
from tests.templates.entities import ENTITIES, TYPES, entities, entity, names_of


@pytest.mark.parametrize(
    ("text", "shown", "sent", "python", "stored"),
    [
        (
            "string(9)",
            "x: str",
            "x: Annotated[PlainText, Field(max_length=9)]",
            "str",
            "sa.String(9)",
        ),
        (
            "text, optional",
            "x: str | None",
            "x: Annotated[PlainText, Field(max_length=100000)] | None = None",
            "str | None",
            "sa.Text",
        ),
        (
            "text, min=200000",
            "x: str",
            "x: Annotated[PlainText, Field(min_length=200000, max_length=200000)]",
            "str",
            "sa.Text",
        ),
        (
            "int, min=0",
            "x: int",
            "x: Annotated[Int32, Field(strict=True, ge=0), Integral]",
            "int",
            "sa.Integer",
        ),
        (
            "bigint, optional",
            "x: int | None",
            "x: Annotated[Int64, Field(strict=True), Integral] | None = None",
            "int | None",
            "sa.BigInteger",
        ),
        (
            "float",
            "x: float",
            "x: Annotated[float, Field(strict=True), Finite]",
            "float",
            "sa.Double",
        ),
        (
            "decimal(6, 2)",
            "x: Decimal",
            "x: Annotated[Decimal, Digits(6, 2)]",
            "Decimal",
            "DecimalType(6, 2)",
        ),
        (
            "decimal(38, 10)",
            "x: PlainDecimal",
            "x: Annotated[Decimal, Digits(38, 10)]",
            "Decimal",
            "DecimalType(38, 10)",
        ),
        ("bool, default=true", "x: bool", "x: StrictBool = True", "bool", "sa.Boolean"),
        ("date", "x: dt.date", "x: IsoDate", "dt.date", "sa.Date"),
        (
            "timestamp, default=now",
            "x: dt.datetime",
            "x: UtcTime = Field(default_factory=now)",
            "dt.datetime",
            "TimestampType",
        ),
        (
            "uuid, default=random",
            "x: UUID",
            "x: UUID = Field(default_factory=uuid4)",
            "UUID",
            "sa.Uuid",
        ),
        ("email", "x: str", "x: EmailText", "str", "sa.String(320)"),
        ("url", "x: str", "x: UrlText", "str", "sa.String(2048)"),
        (
            "json, optional",
            "x: JsonValue | None",
            "x: Annotated[JsonValue, JsonDocument(65_536)] | None = None",
            "Any | None",
            "JsonType",
        ),
        (
            "json, max=1000",
            "x: JsonValue",
            "x: Annotated[JsonValue, JsonDocument(1_000)]",
            "Any",
            "JsonType",
        ),
        ("enum(a, bc), default=a", "x: UserX", "x: UserX = UserX.A", "str", "sa.String(2)"),
        (
            "ref(team)",
            "x_id: TeamId",
            "x_id: TeamId",
            "UUID",
            'sa.Uuid, sa.ForeignKey("teams.id")',
        ),
        (
            "list(uuid), default=[]",
            "x: list[UUID]",
            "x: Annotated[list[UUID], Field(max_length=1000)] = []",
            "list[Any]",
            "JsonType",
        ),
    ],
)
def test_the_lines_of_a_field(text: str, shown: str, sent: str, python: str, stored: str) -> None:
    field = read_field("x", text)
    names = names_of(field)
    assert (str(record(field, names)), str(create(field, names))) == (shown, sent)
    assert str(column(field, names)) == f"{names.column(field)}: Mapped[{python}] = mapped_column({stored})"


def test_every_import_that_a_line_needs_comes_with_it() -> None:
    field = read_field("price", "decimal(6, 2), min=0")
    assert set(create(field, names_of(field)).imports) == {
        "from typing import Annotated",
        "from decimal import Decimal",
        "from pydantic import Field",
        "from shop.models.fields import Digits",
    }


def test_what_is_immutable_cannot_be_changed() -> None:
    field = read_field("x", "int, immutable")
    assert patch(field, names_of(field)) is None


def test_constraints_follow_the_naming_convention() -> None:
    fields = tuple(
        read_field(name, text)
        for name, text in {
            "email": "email, unique",
            "group": "int, min=1, max=5, indexed",
            "team": "ref(team)",
            "status": "enum(a, b)",
            "fee": "decimal(4, 2), max=9",
            "next": "ref(team), optional, unique",
        }.items()
    )
    names = names_of(*fields, late=frozenset({"next"}))
    assert list(constraint_lines(names.entity, names)) == [
        'sa.CheckConstraint(\'"group" BETWEEN 1 AND 5\', name="group"),',
        "sa.CheckConstraint(\"status IN ('a', 'b')\", name=\"status\"),",
        'sa.CheckConstraint("fee <= 9", name="fee").ddl_if(dialect="postgresql"),',
        'sa.UniqueConstraint("email"),',
        'sa.Index(None, "created_at", "id"),',
        'sa.Index(None, "group"),',
        'sa.Index(None, "team_id"),',
        'sa.Index("uq_users_next_id", "next_id", unique=True),',
    ]


def test_filters_and_orders_are_those_of_columns_with_an_index_or_few_values() -> None:
    described = {
        "name": "string(9)",
        "code": "string(9), indexed",
        "price": "decimal(6, 2), indexed",
        "born": "date, optional, indexed",
        "age": "int",
        "status": "enum(a, b)",
        "on": "bool",
        "team": "ref(team)",
        "born_from": "int, indexed, immutable",
    }
    fields = tuple(read_field(name, text) for name, text in described.items())
    names = names_of(*fields)
    found = [(each.name, each.column, each.operator) for each in filters(names.entity, names)]
    assert found == [
        ("code", "code", "eq"),
        ("price", "price", "eq"),
        ("price_min", "price", "ge"),
        ("price_max", "price", "le"),
        ("born", "born", "eq"),
        ("born_to", "born", "le"),
        ("status", "status", "eq"),
        ("on", "on", "eq"),
        ("team_id", "team_id", "eq"),
        ("born_from", "born_from", "eq"),
        ("born_from_min", "born_from", "ge"),
        ("born_from_max", "born_from", "le"),
    ]
    assert sorts(names.entity, names) == ("created_at", "code", "price", "born_from")
    assert str(sort_line(names.entity, names)).startswith('sort: Literal[\n        "created_at", "-created_at", ')


@pytest.mark.parametrize("text", TYPES.values())
def test_each_type_has_three_samples_and_something_to_refuse(text: str) -> None:
    field = read_field("x", text)
    names = names_of(field)
    known = len(field.values) or (2 if field.type == "bool" else 3)
    found = samples(field, names)
    assert len({sample.text for sample in found}) == min(known, 3)
    assert found == samples(field, names)
    assert len(refusals(field, names)) >= 3


def test_a_migration_imports_nothing_of_the_service() -> None:
    for described in entities():
        for field in described.fields:
            assert not any("shop" in line or "user_service" in line for line in migration_type(field).imports)


def test_parents_come_first() -> None:
    known = {
        "line": entity("line", {"order": "ref(order)", "gift": "ref(line), optional"}),
        "order": entity("order", {"user": "ref(user)", "twin": "ref(order), optional"}),
        "user": entity("user", {"team": "ref(team)"}),
        "team": entity("team", {"owner": "ref(user), optional"}),
    }
    assert parents(known["line"], known) == ("team", "user", "order")
    assert parents(known["team"], known) == ()


def test_only_the_types_that_are_used_are_defined() -> None:
    prepared = dict(prepare(spec("service", entities=(entity("team", {"name": "string(9)"}),))))
    assert (prepared["field_types"], prepared["column_types"]) == (("PlainText",), ())
    everything = dict(prepare(spec("service", entities=entities())))
    assert everything["column_types"] == ("DecimalType", "JsonType", "TimestampType")
    assert list(everything["resources"]) == list(ENTITIES)  # type: ignore[call-overload]


def test_the_rows_stand_in_natural_order() -> None:
    made = tuple(entity(name, {"x": "int"}) for name in ("thing_10", "thing_2", "alpha"))
    row_names = cast("Callable[[str], list[str]]", dict(prepare(spec("service", entities=made)))["row_names"])
    assert row_names("OutboxRow\nBoxRow\n") == [
        "AlphaRow",
        "BoxRow",
        "IdempotencyRow",
        "OutboxRow",
        "Thing2Row",
        "Thing10Row",
    ]


def test_lists_have_their_least_number_of_items() -> None:
    field = read_field("x", "list(email), min=3")
    names = names_of(field)
    assert [len(sample.json) for sample in samples(field, names) if isinstance(sample.json, list)] == [3, 3, 3]


def test_long_lists_stand_on_lines_of_their_own() -> None:
    field = read_field("x", "list(uuid), min=3, immutable")
    names = names_of(field)
    (entry,) = requests(resource(names.entity, names, {}), ()).new
    assert "[\n" in entry
    assert max(map(len, entry.splitlines())) <= 100


@pytest.mark.parametrize(
    "text", ["A party 🎉", 'all "quoted"', "C:\\temp", "it's <b> & </b>", "\x7f", "é\u2028\x85", "a\tb", "{{x}} # no"]
)
def test_a_text_for_toml_reads_back(text: str) -> None:
    assert tomllib.loads(f"description = {quoted_for_toml(text)}") == {"description": text}


@pytest.mark.parametrize("letter", ["a", "ш", "🎉", "\x01", '"'])
def test_the_cursor_of_the_longest_text_is_taken(letter: str) -> None:
    described = entity("user", {"n" * 40: "string(255), indexed"})
    text = json.dumps(["n" * 40, letter * 255, "0" * 32], ensure_ascii=False)
    assert len(b64encode(text.encode())) <= cursor_length([described])


def test_the_cursors_of_short_texts_have_the_usual_length() -> None:
    assert cursor_length([entity("user", {"name": "string(120), indexed", "note": "string(9999)"})]) == 2000
