"""`--set` and `--with`: laid over the spec, checked like it, written into it; and which features are on."""

import pytest

from scaffold.catalog import Catalog, Feature
from scaffold.catalog.model import Without
from scaffold.spec import Duration, Reference, check
from scaffold.spec.command import split_path
from scaffold.tusk import load, parse
from tests.spec.conftest import EXAMPLES, Checker, findings

SET: list[tuple[str, object, object]] = [
    ("service_config.port", "9000", 9000),
    ("service_config.port", 9000, 9000),
    ("service_config.port", '@env("PORT")', Reference("env", "PORT")),
    ("service_template.version", "1.2.3", "1.2.3"),
    ("service_template.version", '"2024.1"', "2024.1"),
    ("service_template.version", "2.0.0rc1.post2.dev3+g1a.b", "2.0.0rc1.post2.dev3+g1a.b"),
    ("service_template.description", "a: b # c", "a: b # c"),
    ("service_template.description", 'say "hi"', 'say "hi"'),
    ("service_template.description", "two words", "two words"),
    ("service_template.description", "open {{ and ${", "open {{ and ${"),
    ("health_config.timeout", "250ms", Duration("250ms", 0.25)),
    ("health_checks.dependencies", "false", False),
    ("health_checks.dependencies", False, False),
    ("container_security.capabilities_drop", '["NET_RAW", "CHOWN"]', ["NET_RAW", "CHOWN"]),
    ("container_security.capabilities_drop", ["NET_RAW"], ["NET_RAW"]),
]


@pytest.mark.parametrize(("path", "value", "expected"), SET)
@pytest.mark.parametrize("text", ["", "[service_config]\nport: 1\n"], ids=["empty", "given"])
def test_sets(text: str, path: str, value: object, expected: object, checked: Checker) -> None:
    spec = checked(text, overrides={path: value})
    assert findings(spec) == []
    section, key = path.split(".")
    assert spec.values[section][key] == expected
    again = checked(spec.document.text, name=None)
    assert again.values == spec.values
    assert findings(again) == []


def test_sets_inside_maps(checked: Checker) -> None:
    spec = checked("", overrides={"deployment_config.strategy.rolling_update.max_surge": "4"})
    assert spec.values["deployment_config"]["strategy"] == {
        "type": "RollingUpdate",
        "rolling_update": {"max_surge": 4, "max_unavailable": 0},
    }
    assert checked(spec.document.text).values == spec.values


def test_a_key_with_a_dot_stays_whole(catalog: Catalog) -> None:
    assert split_path(catalog, "service_structure.src.main.py") == ("service_structure", "src", "main.py")
    assert split_path(catalog, "no.such.key") == ("no", "such", "key")


BAD_SET = {
    "unknown section": ({"servce_config.port": "1"}, "--set servce_config.port", "S001"),
    "unknown key": ({"service_config.prot": "1"}, "--set service_config.prot", "S002"),
    "wrong type": ({"service_config.port": "high"}, "--set service_config.port", "S003"),
    "out of range": ({"service_config.port": "70000"}, "--set service_config.port", "S007"),
    "no key": ({"service_config": "1"}, "--set", "S020"),
    "nothing": ({"": "1"}, "--set", "S020"),
}


@pytest.mark.parametrize("case", BAD_SET)
def test_refuses(case: str, checked: Checker) -> None:
    overrides, source, code = BAD_SET[case]
    spec = checked("[service_config]\nport: 80\n", overrides=overrides)
    (error,) = [diagnostic for diagnostic in spec.diagnostics if diagnostic.severity == "error"]
    assert (error.location.source, error.code) == (source, code)
    assert spec.document.text == "[service_config]\nport: 80\n"


@pytest.mark.parametrize(
    "path", ["security_config.jwt_secret", "template_config.api_key", "no.token.part", "no.such.bad secret"]
)
@pytest.mark.parametrize("value", ["hunter2", 'say "hunter2"', '{a: "hunter2"}', ["hunter2"], "@no(hunter2"])
def test_a_secret_is_not_shown(path: str, value: object, checked: Checker) -> None:
    spec = checked("", overrides={path: value})
    assert spec.has_errors
    assert "hunter2" not in repr(spec.diagnostics)


@pytest.mark.parametrize("part", ["true", "null", "include", "\udc80", "a b", "\x00"])
def test_any_part_of_a_path_can_be_the_last(part: str, checked: Checker) -> None:
    assert checked("", overrides={f"service_config.{part}": "1"}).has_errors


def test_the_command_line_comes_before_the_spec_in_both_places(checked: Checker) -> None:
    text = (
        '[service_template]\nname: "user-service"\ndatabase: "sqlite"  # small\n'
        '[service_databases]\nuser_service:\n  database: "sqlite"\n'
    )
    spec = checked(text, enable=["postgresql"])
    assert findings(spec) == []
    assert spec.document.text == text.replace('"sqlite"', '"postgresql"')
    again = checked(spec.document.text, name=None)
    assert again.values["service_template"]["database"] == "postgresql"
    assert findings(again, "error") == []


OPPOSED: dict[str, tuple[list[str], dict[str, object], list[tuple[str, str]]]] = {
    "a feature and its switch": (
        ["contract"],
        {"service_testing.contract_tests": "false"},
        [
            (
                "--set service_testing.contract_tests",
                "--with contract turns Contract tests on, but --set service_testing.contract_tests keeps it off",
            )
        ],
    ),
    "two features of one switch": (
        ["mongodb", "postgresql"],
        {},
        [("--with postgresql", "--with mongodb turns MongoDB on, but --with postgresql keeps it off")],
    ),
    "a part and the whole": (
        [],
        {"service_structure.src.models": "a", "service_structure.src": '{models: "b"}'},
        [
            (
                "--set service_structure.src",
                "--set service_structure.src.models and --set service_structure.src contradict each other",
            )
        ],
    ),
    "a part that the whole has not": (
        [],
        {"service_structure.src.models": "a", "service_structure.src": '{handlers: "b"}'},
        [
            (
                "--set service_structure.src",
                "--set service_structure.src.models and --set service_structure.src contradict each other",
            )
        ],
    ),
    "the whole and a part": (
        [],
        {"service_structure.src": '{models: "a"}', "service_structure.src.models": "b"},
        [
            (
                "--set service_structure.src.models",
                "--set service_structure.src and --set service_structure.src.models contradict each other",
            )
        ],
    ),
    "the same by another word": (["postgresql"], {"service_template.database": "postgres"}, []),
    "a finer choice": (["load_balancing"], {"load_balancing.algorithm": "round_robin"}, []),
    "the same value twice": (
        [],
        {"service_structure.src": '{models: "a"}', "service_structure.src.models": '"a"'},
        [],
    ),
    "parts of one map": (
        [],
        {"service_structure.src.handlers": "a", "service_structure.src.models": "b"},
        [],
    ),
    "a value that is wrong anyway": (
        ["postgresql"],
        {"service_template.database": "oracle"},
        [
            (
                "--set service_template.database",
                "service_template.database: 'oracle' is not a choice; choose one of: sqlite, postgresql, mongodb",
            )
        ],
    ),
}


@pytest.mark.parametrize("case", OPPOSED)
def test_options_that_contradict_each_other(case: str, checked: Checker) -> None:
    enable, overrides, expected = OPPOSED[case]
    spec = checked("", overrides=overrides, enable=enable)
    errors = [diagnostic for diagnostic in spec.diagnostics if diagnostic.severity == "error"]
    assert [(error.location.source, error.message) for error in errors] == expected


def test_a_feature_that_is_asked_for_and_that_the_spec_keeps_off(catalog: Catalog) -> None:
    features: dict[str, Feature] = dict(catalog.features)
    features["contract"] = features["contract"]._replace(
        when='service_testing.contract_tests and service_template.database == "postgresql"'
    )
    document = parse('[service_template]\ndatabase: "sqlite"\n', source="s.tusk")
    spec = check(document, catalog._replace(features=features), name="user-service", enable=["contract"])
    (error,) = spec.diagnostics
    assert (error.code, error.location.source) == ("S022", "--with contract")
    assert error.message == "--with contract asks for Contract tests, but the spec keeps it off"
    assert error.hint == "set service_testing.contract_tests or service_template.database"
    assert [(place.source, place.line) for place in error.related] == [("s.tusk", 2)]


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        ("messages", "Events that the service publishes", "it comes with what needs it: events, messaging"),
        ("saga", "Sagas", 'it is on when sagas and saga_pattern.coordination != "none"'),
    ],
)
def test_a_feature_that_is_asked_for_and_has_no_switch(name: str, title: str, hint: str, checked: Checker) -> None:
    (error,) = checked("", enable=[name]).diagnostics
    assert error.message == f"--with {name} asks for {title}, which has no switch of its own"
    assert error.hint == hint


def test_what_a_missing_feature_comes_with_is_named(checked: Checker) -> None:
    (error,) = checked('[subscribes]\nshop:\n  sold: {id: "uuid"}').diagnostics
    assert error.message.startswith("Events of other services (subscriptions) needs Events that the service publishes")
    way = "event_driven_architecture.event_store: kafka or service_template.message_queue: redis"
    assert error.hint == f"set {way}"
    (note,) = checked('[publishes]\nuser_left:\n  at: "timestamp"').diagnostics
    assert note.hint == f"to turn it on, set {way}"


def test_a_feature_can_be_turned_on(checked: Checker) -> None:
    assert "contract" not in checked("").features
    spec = checked("", enable=["contract", "postgresql"])
    assert {"contract", "postgresql"} <= set(spec.features)
    assert {"contract", "postgresql"} <= set(checked(spec.document.text).features)


def test_turning_on_what_is_planned_is_noted(checked: Checker) -> None:
    spec = checked("", enable=["tracing"])
    assert "tracing" not in spec.features
    assert "tracing" in spec.planned
    assert [diagnostic.code for diagnostic in spec.diagnostics] == ["S031"]


def test_an_unknown_feature_is_an_error_with_a_suggestion(checked: Checker) -> None:
    (error,) = checked("", enable=["postgre"]).diagnostics
    assert (error.code, error.severity, error.hint) == ("S019", "error", 'did you mean "postgresql"?')


def test_a_feature_of_every_service_cannot_be_turned_on(checked: Checker) -> None:
    (note,) = checked("", enable=["health"]).diagnostics
    assert (note.code, note.message) == ("S037", "Health checks (health) is part of every service")


def test_every_switch_turns_its_feature_on(checked: Checker, catalog: Catalog) -> None:
    for feature in catalog.features.values():
        if feature.enable:
            spec = checked("", enable=[feature.name])
            needed = [it.name for it in catalog.sections.values() if it.feature == feature.name and it.required]
            assert findings(spec, "error") == [f"1:1 S012 [{name}] must have an entry" for name in needed], feature.name
            assert feature.name in {*spec.features, *spec.planned}


def test_a_feature_on_by_default_steps_back_for_one_that_is_off(checked: Checker) -> None:
    spec = checked('[microservices_architecture]\ndeployment: "process"')
    assert findings(spec) == []
    assert not {"container", "compose"} & set(spec.features)


def test_a_feature_that_is_asked_for_needs_what_it_needs(checked: Checker) -> None:
    text = (
        '[microservices_architecture]\ndeployment: "process"\n'
        '[development_workflow]\nlocal_development: "docker_compose"'
    )
    (error,) = checked(text).diagnostics
    assert (error.code, error.location.line, error.location.column) == ("S016", 4, 1)
    assert error.message == "Docker Compose (compose) needs Container image (container), which is off"
    assert error.hint == "set microservices_architecture.deployment: containerized"


def test_a_feature_without_a_switch_of_its_own_is_off_until_a_key_needs_it(checked: Checker) -> None:
    (error,) = checked("", enable=["redis"]).diagnostics
    assert (error.code, error.location.source) == ("S022", "--with redis")
    assert error.hint == "it comes with what needs it: cache, messaging"
    assert "redis" in checked("", enable=["redis", "cache"]).features


NEEDS: dict[str, tuple[str, list[str]]] = {
    "a planned one": (
        "[service_registration]\nauto_registration: true",
        ["2:1 S016 Service registration (registration) needs Service discovery (discovery), which is off"],
    ),
    "a ready one": (
        '[microservices_architecture]\ndeployment: "process"\n[kubernetes_deployment]\nenabled: true',
        ["4:1 S016 Kubernetes (kubernetes) needs Container image (container), which is off"],
    ),
    "one that is on": ("[kubernetes_deployment]\nenabled: true", []),
}


@pytest.mark.parametrize("case", NEEDS)
def test_a_feature_that_is_not_generated_yet_needs_what_it_needs(case: str, checked: Checker) -> None:
    text, expected = NEEDS[case]
    spec = checked(text)
    assert findings(spec, "error") == expected
    assert ("kubernetes" in spec.planned) == (not expected)


def test_a_ready_feature_cannot_stand_on_one_that_is_not_generated_yet(catalog: Catalog) -> None:
    features = {**catalog.features, "contract": catalog.features["contract"]._replace(needs=("kubernetes",))}
    order = {name: features[name] for name in sorted(features, key=lambda name: name == "contract")}
    spec = check(
        parse("[service_testing]\ncontract_tests: true\n[kubernetes_deployment]\nenabled: true"),
        catalog._replace(features=order),
        name="user-service",
    )
    assert findings(spec, "error") == [
        "2:1 S016 Contract tests (contract) needs Kubernetes (kubernetes), which is not generated yet"
    ]


def test_features_that_exclude_each_other(catalog: Catalog) -> None:
    features: dict[str, Feature] = dict(catalog.features)
    features["contract"] = features["contract"]._replace(excludes=("compose",))
    spec = check(
        parse("[service_testing]\ncontract_tests: true"), catalog._replace(features=features), name="user-service"
    )
    assert findings(spec, "error") == [
        "2:1 S017 Contract tests (contract) and Docker Compose (compose) cannot be on together"
    ]


def test_what_a_feature_does_without_is_off_with_whatever_needs_it(catalog: Catalog) -> None:
    features: dict[str, Feature] = dict(catalog.features)
    features["container"] = features["container"]._replace(without=Without(features=("testing",)))
    asked = parse("[service_testing]\ncontract_tests: true")
    spec = check(asked, catalog._replace(features=features), name="user-service")
    assert findings(spec, "error") == []
    assert "compose" in spec.features
    assert not {"testing", "contract", "github_actions"} & set(spec.features)


def test_feature_may_leave_no_room_for_entities(catalog: Catalog) -> None:
    features: dict[str, Feature] = dict(catalog.features)
    features["compose"] = features["compose"]._replace(without=Without(entities=True))
    catalog = catalog._replace(features=features)
    assert check(parse(""), catalog, name="user-service").entities == ()
    spec = check(parse('[models]\nuser:\n  name: "string"'), catalog, name="user-service")
    assert findings(spec, "error") == ["1:1 S050 [models]: a service with Docker Compose (compose) has no entities"]


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir()))
@pytest.mark.parametrize("name", [None, "payment-service"])
def test_what_is_written_checks_to_the_same(example: str, name: str | None, catalog: Catalog) -> None:
    overrides = {"service_config.port": "9999", "service_databases.payment_service.schema": "pay"}
    document = load(EXAMPLES / example)
    spec = check(document, catalog, name=name, overrides=overrides, enable=["postgresql", "contract"])
    again = check(parse(spec.document.text, source=example), catalog)
    assert not again.has_errors
    assert (again.name, again.values, again.entities) == (spec.name, spec.values, spec.entities)
    assert again.values["service_config"]["port"] == 9999
    assert {"postgresql", "contract"} <= set(again.features)


def test_features_stand_after_what_they_need(checked: Checker, catalog: Catalog) -> None:
    features = checked("", enable=["contract", "postgresql"]).features
    for place, name in enumerate(features):
        assert set(catalog.features[name].needs) <= set(features[:place])
