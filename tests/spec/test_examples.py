"""The examples check, and together show everything that a spec can say."""

from collections import Counter
from collections.abc import Iterator, Mapping

import jsonschema_rs
import pytest

from scaffold.catalog import Catalog
from scaffold.catalog.model import Key
from scaffold.spec import Field, Spec, check
from scaffold.spec.field_types import TYPES
from scaffold.spec.schema import json_schema
from scaffold.tusk import load
from tests.spec.conftest import EXAMPLES

FILES = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix in {".tusk", ".md"})
RUST_WORDS = ["actix_web", "main.rs", "sqlx_migrate", "rust:alpine", "criterion"]


def example(name: str, catalog: Catalog) -> Spec:
    return check(load(EXAMPLES / name), catalog)


@pytest.mark.parametrize("name", FILES)
def test_checks_without_an_error_or_a_warning(name: str, catalog: Catalog) -> None:
    spec = example(name, catalog)
    assert [d.to_text() for d in spec.diagnostics if d.severity != "note"] == []


@pytest.mark.parametrize("name", ["minimal.tusk", "user-service.tusk", "field-types.tusk"])
def test_the_small_ones_need_no_note(name: str, catalog: Catalog) -> None:
    assert example(name, catalog).diagnostics == ()


def given_keys(value: Mapping[str, object], keys: Mapping[str, Key], path: str) -> Iterator[str]:
    names = {also: key.name for key in keys.values() for also in key.also}
    for word, inner in value.items():
        name = names.get(word, word)
        yield f"{path}.{name}"
        if isinstance(inner, Mapping) and name in keys:
            yield from given_keys(inner, keys[name].keys, f"{path}.{name}")


def known_keys(keys: Mapping[str, Key], path: str) -> Iterator[str]:
    for name, key in keys.items():
        yield f"{path}.{name}"
        yield from known_keys(key.keys, f"{path}.{name}")


@pytest.mark.parametrize("name", ["full.tusk", "guide.md"])
def test_the_full_ones_use_every_section_and_key(name: str, catalog: Catalog) -> None:
    root = load(EXAMPLES / name).root.value
    assert set(root) - {"stock_service"} == set(catalog.sections)
    for section in catalog.sections.values():
        value = root[section.name]
        if isinstance(value, dict):
            missing = set(known_keys(section.keys, section.name)) - set(given_keys(value, section.keys, section.name))
            assert missing == set()


def test_the_guide_names_each_word_of_another_language_once(catalog: Catalog) -> None:
    notes = [d for d in example("guide.md", catalog).diagnostics if d.code == "S030"]
    assert len(notes) == len(RUST_WORDS)
    for word in RUST_WORDS:
        assert len([note for note in notes if f" {word}" in note.message.partition(" read as ")[0]]) == 1


def test_the_guide_names_each_section_that_stands_twice_once(catalog: Catalog) -> None:
    messages = [d.message for d in example("guide.md", catalog).diagnostics if "stands again" in d.message]
    assert sorted(message.split("]")[0][1:] for message in messages) == [
        "event_config",
        "mesh_config",
        "service_template",
    ]


def test_the_full_ones_name_each_planned_section_once(catalog: Catalog) -> None:
    planned = [section.name for section in catalog.sections.values() if section.status == "planned" and not section.raw]
    for name in ("full.tusk", "guide.md"):
        notes = " ".join(d.message for d in example(name, catalog).diagnostics if d.code == "S031")
        assert Counter(section for section in planned if f"[{section}]" in notes) == Counter(planned)
        assert all(notes.count(f"[{section}]") == 1 for section in planned)


def test_the_full_ones_say_the_same(catalog: Catalog) -> None:
    full, guide = example("full.tusk", catalog), example("guide.md", catalog)
    assert full.values == guide.values
    assert full.entities == guide.entities
    assert full.features == guide.features


def test_the_field_types_are_all_shown(catalog: Catalog) -> None:
    fields = [field for entity in example("field-types.tusk", catalog).entities for field in entity.fields]
    assert {field.type for field in fields} == set(TYPES)
    for flag in ("optional", "unique", "indexed", "immutable", "has_default"):
        assert any(getattr(field, flag) for field in fields)
    assert any(field.minimum for field in fields)
    assert any(field.maximum for field in fields)
    assert any(isinstance(field.items, Field) for field in fields)


@pytest.mark.parametrize("name", FILES)
def test_the_json_schema_accepts_it(name: str, catalog: Catalog) -> None:
    validator = jsonschema_rs.Draft202012Validator(json_schema(catalog))
    found = validator.iter_errors(load(EXAMPLES / name).root.value)
    errors = [f"{error.instance_path}: {error.message}" for error in found]
    assert errors == []
