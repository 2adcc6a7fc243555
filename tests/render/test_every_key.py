"""What the reference says can be set: each key that is ready changes what is made, and no planned one does."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import NamedTuple

import pytest

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Key, KeyType, Status
from scaffold.render import render
from scaffold.spec import check
from scaffold.spec.model import Spec
from scaffold.tusk import Document, parse
from scaffold.tusk.nodes import Operator

PACKAGE = "parts_service"
BARE = """
[service_template]
name: "parts-service"
"""
EVERYTHING = """
[service_template]
name: "parts-service"
database: "postgresql"
message_queue: "redis"
[publishes]
counted: { parts: "int" }
[service_testing]
contract_tests: true
performance_tests: true
[service_performance]
caching: "redis"
[service_patterns]
event_sourcing: true
cqrs: true
[cqrs_implementation]
query_side: "read_models"
[event_driven_architecture]
event_store: "kafka"
[contract_testing]
broker: "pact_broker"
[template_updates]
automatic: true
[service_registry]
registry: "consul"
[service_registration]
auto_registration: true
[load_balancing]
algorithm: "least_connections"
[models]
part:
  label: "string(60)"
"""
"""A spec in which every feature is on that goes with the others."""
SUBSCRIBES = "[subscribes]\nshop_service: { sold: { part: 'uuid' } }\n"
SAGAS = "[sagas]\nsell: { steps: { pay: { service: 'parts-service', compensation: 'refund' } } }\n"
CALLS = """
[calls]
stock_service:
  shelf: ["read", "list", "create", "update", "delete"]
[stock_service.models]
shelf:
  label: "string(60)"
"""
EVERYTHING += SUBSCRIBES + SAGAS + CALLS
WITHOUT_UPDATES = EVERYTHING.replace("automatic: true", "automatic: false").replace(SUBSCRIBES + SAGAS, "")
"""The same for what those need that are on in it."""
KAFKA = """
[service_template]
name: "parts-service"
message_queue: "kafka"
[service_patterns]
cqrs: true
[cqrs_implementation]
command_side: "database"
[models]
part:
  label: "string(60)"
"""
KAFKA += SUBSCRIBES
DOCUMENTS = """
[service_template]
name: "parts-service"
database: "mongodb"
message_queue: "redis"
[service_patterns]
event_sourcing: true
[models]
part:
  label: "string(60)"
"""
DOCUMENTS += SUBSCRIBES
DOCUMENTS += """
[sagas]
sell:
  steps:
    pay: {service: "parts-service", compensation: "refund"}
    ship: {service: "shop-service", compensation: "call_back"}
"""
ROUTES = """
[service_patterns]
api_gateway: true
[api_gateway]
service_name: "parts-service"
[gateway_routes]
shelf_service: "/api/shelves/*"
"""
GATEWAY = f'{BARE}{ROUTES}[gateway_middleware]\ncors: "enabled"\n'
SPECS = (EVERYTHING, WITHOUT_UPDATES, KAFKA, DOCUMENTS, BARE, GATEWAY)
"""With them all, each feature that is ready is on in one, and each key is free in one."""

NAMED_BY_THE_USER: Mapping[str, tuple[str, str]] = {
    "models": ("[models]\npart:\n  label: 'string(60)'\n", "[models]\npart:\n  label: 'string(61)'\n"),
    "model_plurals": ("", "[model_plurals]\npart: 'partes'\n"),
    "publishes": ("message_queue: 'redis'\n", "message_queue: 'redis'\n[publishes]\nfound: { at: 'date' }\n"),
    "subscribes": (
        "message_queue: 'redis'\n",
        "message_queue: 'redis'\n[subscribes]\nshop_service: { bought: { part: 'uuid' } }\n",
    ),
    "sagas": (
        "message_queue: 'redis'\n",
        "message_queue: 'redis'\n[sagas]\nsell: {steps: {pay: {service: 'parts-service', compensation: 'refund'}}}\n",
    ),
    "gateway_routes": (ROUTES, ROUTES.replace("shelves", "boards")),
    "calls": (CALLS, CALLS.replace('"read", ', "")),
    "template_config": ("", "description: '{{words}}'\n[template_config]\nwords: 'Parts, by name.'\n"),
}
"""Sections whose keys are names of the user's own: two contents of each."""

ENV = (Operator(0, 0, "env", ("ANOTHER",)),)
TEXTS = ("another", "/another", "2.3.4", "0 6 * * 2", "2000:2000", "another==9.9", "ANOTHER", "string(61)")
VALUES: Mapping[KeyType, tuple[object, ...]] = {
    "any": ("another",),
    "string": TEXTS,
    "path": TEXTS,
    "int": (7, 1),
    "float": (0.7,),
    "port": (7, *ENV),
    "duration": ("100s",),
    "rate": ("7/s",),
    "size": ("7MB",),
    "url": ("https://example.org",),
    "list": ([], ["ANOTHER"], ["another"], ["another:9092"], ["part_events"], ["parts"], *ENV),
    "env": ENV,
    "map": (),
    "fields": (),
    "secret": (Operator(0, 0, "env.secure", ("ANOTHER",)),),
}
"""Values of each type; which of them a key may have, the check of the spec says."""


class Case(NamedTuple):
    """A key, where it stands."""

    path: tuple[str, ...]
    key: Key

    def __str__(self) -> str:
        return ".".join(self.path)


def _cases(status: Status) -> Iterator[Case]:
    for section in load_catalog().sections.values():
        yield from _within((section.name,), section.keys, status)
        if section.values is not None:
            yield from _within((section.name, PACKAGE), section.values.keys, status)


def _within(path: tuple[str, ...], keys: Mapping[str, Key], status: Status) -> Iterator[Case]:
    for name, key in keys.items():
        if key.keys:
            yield from _within((*path, name), key.keys, status)
        elif key.status == status:
            yield Case((*path, name), key)


def _may_be(key: Key) -> tuple[object, ...]:
    """Give the values that a key can have now, and that a spec may write."""
    if key.choices:
        return tuple(choice for choice in key.choices if choice not in key.planned)
    if key.type == "bool":
        values = (key.default,) if key.always else (True, False)
        return tuple(value for value in values if str(value).lower() not in key.planned)
    return VALUES[key.type]


def _without_the_same(case: Case, text: str) -> Document:
    """Take the other key that says the same out of a spec."""
    document = parse(text)
    for path in filter(None, (case.key.same_as, case.key.fills)):
        parts = tuple(path.split("."))
        document = document.without(parts) if document.find(parts) else document
    return document


@cache
def _checked(text: str) -> Spec:
    return check(parse(text), load_catalog())


def _variants(case: Case, text: str) -> Iterator[Spec]:
    """Give valid specs that differ in the key alone."""
    document = _without_the_same(case, text)
    known: list[object] = []
    for each in (document, *(document.with_value(case.path, value) for value in _may_be(case.key))):
        spec = _checked(each.text)
        if not spec.has_errors and not spec.planned and (found := _at(spec, case.path)) not in known:
            known.append(found)
            yield spec


def _at(spec: Spec, path: tuple[str, ...]) -> object:
    found: object = spec.values
    for name in path:
        assert isinstance(found, Mapping)
        found = found[name]
    return found


def _made(spec: Spec) -> Mapping[str, bytes]:
    return {path: file.content for path, file in render(spec, load_catalog()).files.items()}


def test_everything_is_on_in_the_spec() -> None:
    ready = {name for name, feature in load_catalog().features.items() if feature.status == "ready"}
    specs = [_checked(text) for text in SPECS]
    assert [spec.diagnostics for spec in specs if spec.has_errors] == []
    assert {name for spec in specs for name in spec.features} == ready


ONLY_CHECKED = {"service_databases.parts_service.collections"}
"""A list of what there is anyhow: the check of the spec compares."""
FREE = [case for case in _cases("ready") if len(_may_be(case.key)) > 1 and str(case) not in ONLY_CHECKED]


@pytest.mark.parametrize("case", FREE, ids=str)
def test_a_ready_key_changes_something(case: Case) -> None:
    for text in SPECS:
        made = (_made(spec) for spec in _variants(case, text))
        first = next(made, None)
        if any(each != first for each in made):
            return
    pytest.fail("no value of it makes anything else")


def test_every_choice_that_is_ready_changes_something() -> None:
    for case in _cases("ready"):
        if case.key.choices and len(_may_be(case.key)) > 2:
            found = ([_made(spec) for spec in _variants(case, text)] for text in SPECS)
            pairs = (tuple(combinations(made, 2)) for made in found if len(made) == len(_may_be(case.key)))
            assert any(all(one != other for one, other in each) for each in pairs), str(case)


@pytest.mark.parametrize("section", NAMED_BY_THE_USER)
def test_a_name_of_the_users_own_changes_something(section: str) -> None:
    one, other = (_checked(BARE + text) for text in NAMED_BY_THE_USER[section])
    assert not one.has_errors
    assert not other.has_errors
    assert _made(one) != _made(other)


def test_every_section_for_names_of_the_users_own_is_tried() -> None:
    free = {
        section.name for section in load_catalog().sections.values() if section.values and section.status == "ready"
    }
    assert free == {case.path[0] for case in _cases("ready") if case.path[1] == PACKAGE} | set(NAMED_BY_THE_USER)


def test_no_planned_key_changes_anything() -> None:
    """What stays is a note that it is not generated yet."""
    document, changed = parse(EVERYTHING), 0
    for case in _cases("planned"):
        now = _at(_checked(EVERYTHING), case.path)
        for value in _may_be(case.key):
            spec = _checked(parse(EVERYTHING).with_value(case.path, value).text)
            if not spec.has_errors and _at(spec, case.path) != now:
                document, changed = document.with_value(case.path, value), changed + 1
                break
    assert changed > 20
    spec = _checked(document.text)
    assert not spec.has_errors
    assert _made(spec) == _made(_checked(EVERYTHING))


def test_every_setting_is_read() -> None:
    for spec in map(_checked, SPECS):
        sources = {path: text.decode() for path, text in _made(spec).items() if path.startswith("src/")}
        for setting in (setting for name in spec.features for setting in load_catalog().features[name].settings):
            if setting.each:  # read by a name that is put together
                continue
            assert any(re.search(rf"settings\.{setting.name}\b", text) for text in sources.values()), setting.name
