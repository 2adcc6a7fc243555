"""Typed values, defaults, and what fills what."""

import pytest

from scaffold.catalog import Catalog, CatalogError
from scaffold.catalog.model import Key, Section
from scaffold.spec import Duration, Rate, Reference, Size, check
from scaffold.tusk import parse
from tests.spec.conftest import Checker, findings, with_section

TYPED = [
    ("[service_config]\nport: 9000", "service_config", "port", 9000),
    ('[service_config]\nport: @env("PORT", 9000)', "service_config", "port", Reference("env", "PORT", 9000)),
    ("[service_config]\nport: \"@env('PORT')\"", "service_config", "port", Reference("env", "PORT")),
    ('[service_config]\ndatabase_url: @env("DB")', "service_config", "database_url", Reference("env", "DB")),
    (
        '[service_config]\ndatabase_url: @env.secure("DB")',
        "service_config",
        "database_url",
        Reference("env", "DB", secret=True),
    ),
    (
        '[security_config]\njwt_secret: @env("J")',
        "security_config",
        "jwt_secret",
        Reference("env", "J", secret=True),
    ),
    (
        '[security_config]\nmTLS_certificates: @file.secure("certs/")',
        "security_config",
        "mTLS_certificates",
        Reference("file", "certs/", secret=True),
    ),
    ("[health_config]\ntimeout: 100ms", "health_config", "timeout", Duration("100ms", 0.1)),
    ('[health_config]\ntimeout: "1m"', "health_config", "timeout", Duration("1m", 60.0)),
    ("[tracing_config]\nsampling_rate: 1", "tracing_config", "sampling_rate", 1.0),
    (
        '[gateway_middleware]\nrate_limiting: "1_000_req_per_min"',
        "gateway_middleware",
        "rate_limiting",
        Rate("1_000_req_per_min", 1000, 60.0),
    ),
    ('[gateway_middleware]\nrate_limiting: "20/s"', "gateway_middleware", "rate_limiting", Rate("20/s", 20, 1.0)),
    (
        '[gateway_middleware]\nrate_limiting: "5_requests_per_hour"',
        "gateway_middleware",
        "rate_limiting",
        Rate("5_requests_per_hour", 5, 3600.0),
    ),
    ('[gateway_routes]\nuser_service: "/api/users/*"', "gateway_routes", "user_service", ["/api/users/*"]),
    (
        '[gateway_routes]\nuser_service: ["/api/users/*", "/api/teams"]',
        "gateway_routes",
        "user_service",
        ["/api/users/*", "/api/teams"],
    ),
    ("[template_config]\nanything: 5", "template_config", "anything", 5),
    ('[template_config]\np: 5\n[service_config]\nport: "{{p}}"', "service_config", "port", 5),
    ('[container_config]\nbase_image: "rust:alpine"', "container_config", "base_image", "python:3.13-slim"),
    ('[event_config]\nkafka_brokers: ["k:9092"]', "event_config", "kafka_brokers", ["k:9092"]),
    ('[event_config]\nkafka_brokers: @env("K")', "event_config", "kafka_brokers", Reference("env", "K")),
]


@pytest.mark.parametrize(("text", "section", "key", "value"), TYPED)
def test_reads(text: str, section: str, key: str, value: object, checked: Checker) -> None:
    spec = checked(text)
    assert findings(spec, "error") == []
    found = spec.values[section][key]
    assert found == value
    assert type(found) is type(value)


SIZES = [
    ("512MB", 512_000_000),
    ("2GiB", 2 * 1024**3),
    ("1.5k", 1500),
    ("64Mi", 64 * 1024**2),
    ("1_024B", 1024),
    ("0", 0),
    ("", None),
    ("MB", None),
    ("5 apples", None),
    ("-1MB", None),
]


@pytest.mark.parametrize(("text", "bytes_"), SIZES)
def test_reads_sizes(text: str, bytes_: int | None, catalog: Catalog) -> None:
    section = Section(
        "limits", "Limits.", {"body": Key("body", "size", "The largest body.", feature="service")}, feature="service"
    )
    widened = with_section(catalog, section)
    spec = check(parse(f'[limits]\nbody: "{text}"'), widened, name="user-service")
    if bytes_ is None:
        assert [d.code for d in spec.diagnostics] == ["S003"]
    else:
        assert spec.values["limits"]["body"] == Size(text, bytes_)


URLS = [
    ("https://example.org", True),
    ("http://localhost:8080/x?y=1", True),
    ("redis://h:6379/0", True),
    ("example.org", False),
    ("https://", False),
    ("https:///x", False),
    ("https://a b", False),
    ("https://me:pw@example.org", False),
]


@pytest.mark.parametrize(("text", "good"), URLS)
def test_reads_urls(text: str, *, good: bool, catalog: Catalog) -> None:
    section = Section("links", "Links.", {"home": Key("home", "url", "Home.", feature="service")}, feature="service")
    widened = with_section(catalog, section)
    spec = check(parse(f'[links]\nhome: "{text}"'), widened, name="user-service")
    assert spec.has_errors is not good


def test_a_required_key_must_be_given(catalog: Catalog) -> None:
    key = Key("owner", "string", "Who owns it.", required=True, feature="service")
    widened = with_section(catalog, Section("team", "The team.", {"owner": key}, feature="service"))
    spec = check(parse("[team]\n"), widened, name="user-service")
    assert findings(spec, "error") == ["1:1 S012 team.owner must be given"]
    assert check(parse(""), widened, name="user-service").has_errors
    assert not check(parse('[team]\nowner: "me"'), widened, name="user-service").has_errors


def test_a_value_from_another_section_makes_its_own_none_of_the_spec_s(catalog: Catalog) -> None:
    on = Key("on", "bool", "Whether.", default=False, feature="service", same_as="light.on")
    lamp = Key("lamp", "string", "Which.", default="none", default_when_given="bulb", feature="service")
    room = Section("room", "A room.", {"on": on, "lamp": lamp}, feature="service")
    switch = Key("on", "bool", "Whether.", default=False, feature="service")
    light = Section("light", "Light.", {"on": switch}, feature="service")
    widened = with_section(with_section(catalog, light), room)
    for text, lamps in (("[light]\non: true", "none"), ("[room]\non: true", "bulb"), ("[room]\n", "bulb")):
        values = check(parse(text), widened, name="user-service").values["room"]
        assert values == {"on": text.endswith("true"), "lamp": lamps}


def test_every_known_key_has_a_value(checked: Checker, catalog: Catalog) -> None:
    values = checked("").values
    for section in catalog.sections.values():
        assert set(section.keys) <= set(values[section.name])
    assert values["deployment_config"]["strategy"] == {
        "type": "RollingUpdate",
        "rolling_update": {"max_surge": 1, "max_unavailable": 0},
    }
    assert values["health_config"]["check_interval"] == Duration("30s", 30.0)
    assert values["service_config"]["database_url"] == Reference("env", "DATABASE_URL")


def test_defaults_know_the_services_name(checked: Checker) -> None:
    values = checked("", name="order-desk").values
    assert values["service_template"]["name"] == "order-desk"
    assert values["service_template"]["description"] == "Order Desk."
    assert values["message_config"]["consumer_group"] == "order_desk_consumers"
    assert values["service_databases"] == {
        "order_desk": {"database": "sqlite", "schema": "order_desk", "migrations": "auto", "collections": []}
    }


def test_a_map_keeps_defaults_for_what_it_leaves_out(checked: Checker) -> None:
    spec = checked("[deployment_config]\nstrategy:\n  rolling_update:\n    max_surge: 3\n")
    assert spec.values["deployment_config"]["strategy"] == {
        "type": "RollingUpdate",
        "rolling_update": {"max_surge": 3, "max_unavailable": 0},
    }


def test_a_section_that_is_there_turns_its_feature_on(checked: Checker) -> None:
    assert checked("").values["distributed_tracing"]["tracer"] == "none"
    spec = checked("[distributed_tracing]\nsampling: fixed\n")
    assert spec.values["distributed_tracing"]["tracer"] == "jaeger"
    assert "tracing" in spec.planned


@pytest.mark.parametrize("entry", ["user_service", "user-service"])
def test_the_entry_of_this_service_says_its_database(entry: str, checked: Checker) -> None:
    spec = checked(f'[service_databases]\n{entry}:\n  database: "postgresql"\n  schema: "people"\n')
    assert findings(spec) == []
    assert spec.values["service_template"]["database"] == "postgresql"
    assert spec.values["service_databases"]["user_service"] == {
        "database": "postgresql",
        "schema": "people",
        "migrations": "auto",
        "collections": [],
    }
    assert "postgresql" in spec.features


def test_the_database_of_the_template_goes_into_the_entry(checked: Checker) -> None:
    spec = checked('[service_template]\ndatabase: "postgresql"\n')
    entry = spec.values["service_databases"]["user_service"]
    assert isinstance(entry, dict)
    assert entry["database"] == "postgresql"


def test_the_template_fills_what_the_configuration_leaves_out(checked: Checker) -> None:
    spec = checked('[template_config]\ndatabase_url: @env("USERS_DB")\n')
    assert spec.values["service_config"]["database_url"] == Reference("env", "USERS_DB")


def test_two_places_that_agree_are_no_problem(checked: Checker) -> None:
    text = "[kubernetes_deployment]\nreplicas: 4\n[deployment_config]\nreplicas: 4\n"
    spec = checked(text)
    assert findings(spec, "error") == []
    assert checked("[deployment_config]\nreplicas: 5\n").values["kubernetes_deployment"]["replicas"] == 5


def test_a_manifest_with_a_default_that_its_own_key_refuses_is_its_fault(catalog: Catalog) -> None:
    key = Key("t", "duration", "A time.", default="soon", feature="service")
    widened = with_section(catalog, Section("x", "X.", {"t": key}, feature="service"))
    with pytest.raises(CatalogError, match=r"F015.*the default of t: 'soon' is not a length of time"):
        check(parse(""), widened, name="user-service")


@pytest.mark.parametrize(
    ("path", "value", "hint"),
    [
        ("health_checks.endpoint", "health", "'/health' would do"),
        ("migration_config.migration_dir", "/migrations/", "'migrations' would do"),
        ("migration_config.migration_dir", "Schema-Changes", "'schema_changes' would do"),
        ("health_checks.liveness", "/a b", "The URL path that answers 200 while the process is alive."),
        ("service_template.version", "one", "The service's own version, such as `1.2.0`"),
    ],
)
def test_a_wrong_form_is_said_in_words(path: str, value: str, hint: str, checked: Checker) -> None:
    (error,) = checked("", overrides={path: value}).diagnostics
    assert error.code == "S006"
    assert error.message == f"{path}: {value!r} does not have the form that is needed"
    assert (error.hint or "").startswith(hint)
