"""JSON Schema, explanations and the reference page, all from the manifests."""

import re
from pathlib import Path
from types import ModuleType

import jsonschema_rs
import pytest

from scaffold.catalog import Catalog
from scaffold.catalog import codes as catalog_codes
from scaffold.spec import codes
from scaffold.spec.explain import KeyInfo, SectionInfo, UnknownPathError, explain
from scaffold.spec.field_types import FLAGS, TYPES
from scaffold.spec.fields import SETTINGS
from scaffold.spec.reference_page import reference_page
from scaffold.spec.schema import json_schema
from scaffold.tusk import codes as tusk_codes
from scaffold.tusk import parse

ROOT = Path(__file__).parents[2]


def test_the_schema_is_one(catalog: Catalog) -> None:
    jsonschema_rs.meta.validate(json_schema(catalog))
    assert set(json_schema(catalog)["properties"]) == set(catalog.sections)


@pytest.mark.parametrize(
    "text",
    [
        "[nothing]\nx: 1",
        "[service_config]\nprot: 1",
        "[service_config]\nport: 70000",
        '[service_config]\nport: "80"',
        '[service_template]\ndatabase: "oracle"',
        '[security_config]\njwt_secret: "hush"',
        '[health_config]\ntimeout: "soon"',
        '[health_config]\ndependencies: ["database", "database"]',
        '[container_security]\nuser: "0:0"',
        "[message_config]\nbatch_size: 0",
        "[deployment_config]\nstrategy:\n  speed: 1",
        "[models]\nuser:\n  age: 3",
        "[migration_config]\nsqlx_migrate: false",
    ],
)
def test_the_schema_refuses(text: str, catalog: Catalog) -> None:
    assert not jsonschema_rs.Draft202012Validator(json_schema(catalog)).is_valid(parse(text).root.value)


def test_explains_a_section(catalog: Catalog) -> None:
    info = explain(catalog, "service_testing")
    assert isinstance(info, SectionInfo)
    assert [key.path.split(".")[1] for key in info.keys] == [
        "unit_tests",
        "integration_tests",
        "contract_tests",
        "performance_tests",
    ]
    assert info.features == ("testing", "contract", "performance_tests")
    assert info.doc == "Which kinds of tests the service has."


def test_explains_a_key(catalog: Catalog) -> None:
    info = explain(catalog, "service_template.database")
    assert isinstance(info, KeyInfo)
    assert (info.type, info.default, info.status, info.feature) == ("choice", "sqlite", "ready", "service")
    assert info.choices == ("sqlite", "postgresql", "mongodb")
    assert info.planned_choices == ()
    assert info.aliases == {"postgres": "postgresql"}


@pytest.mark.parametrize(
    ("path", "attribute", "value"),
    [
        ("health_config.check_interval", "limits", "at least 0.1 s"),
        ("health_config.dependencies", "type", "list of choice"),
        ("health_config.dependencies", "default", "[database, redis, kafka]"),
        ("service_config.port", "reference", "@env"),
        ("security_config.jwt_secret", "default", '@env.secure("JWT_SECRET")'),
        ("deployment_config.strategy.rolling_update.max_surge", "default", "1"),
        ("deployment_config.replicas", "same_as", "kubernetes_deployment.replicas"),
        ("service_databases.*.schema", "type", "string"),
        ("migration_config.validation_queries", "always", None),
        ("service_structure.src.main.py", "also", ("main.rs",)),
    ],
)
def test_explains_what_a_key_takes(path: str, attribute: str, value: object, catalog: Catalog) -> None:
    assert getattr(explain(catalog, path), attribute) == value


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("service_confg", 'did you mean "service_config"?'),
        ("service_config.prot", 'did you mean "service_config.port"?'),
        ("migration_config.sqlx_migrate", 'read as "migration_config.alembic"'),
        ("zzz", None),
    ],
)
def test_explains_nothing_that_is_not_there(path: str, hint: str | None, catalog: Catalog) -> None:
    with pytest.raises(UnknownPathError) as caught:
        explain(catalog, path)
    assert caught.value.hint == hint


def test_the_reference_page_is_up_to_date(catalog: Catalog) -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    message = "write it again: python -m scaffold.spec.reference_page docs/reference.md"
    assert page == reference_page(catalog), message


CODES = (tusk_codes, codes, catalog_codes)
_CODE = re.compile(r"""["']([STF][0-9]{3})["']""")


@pytest.mark.parametrize("module", CODES, ids=lambda module: module.__name__)
def test_every_code_has_a_meaning(module: ModuleType) -> None:
    named = {value for value in vars(module).values() if isinstance(value, str) and _CODE.fullmatch(f"'{value}'")}
    assert named == set(module.MEANINGS)


def test_every_code_stands_in_the_reference(catalog: Catalog) -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "scaffold").rglob("*.py")}
    written = {code: path for path, text in sources.items() for code in _CODE.findall(text)}
    assert {path.name for path in written.values()} == {"codes.py"}, "a code is written in no other place"
    page = reference_page(catalog)
    assert [code for code in written if f"\n| {code} | " not in page] == []


def test_every_field_type_and_modifier_is_explained(catalog: Catalog) -> None:
    info = explain(catalog, "models")
    assert isinstance(info, SectionInfo)
    words = [text.partition("(")[0].rstrip("=") for row in (*info.types, *info.modifiers) for text in row.written]
    assert words == [*TYPES, *FLAGS, *SETTINGS]
    page = reference_page(catalog)
    assert [row for row in info.types if f"`{row.written[-1]}` | {row.meaning} |" not in page] == []


@pytest.mark.parametrize("path", ["models.product", "models.product.price", "models.*"])
def test_an_entity_is_explained_by_the_section(path: str, catalog: Catalog) -> None:
    assert explain(catalog, path) == explain(catalog, "models")


def test_a_name_of_the_users_own_stands_for_any(catalog: Catalog) -> None:
    assert explain(catalog, "model_plurals.product") == explain(catalog, "model_plurals.*")
    assert explain(catalog, "service_databases.shop.schema") == explain(catalog, "service_databases.*.schema")
