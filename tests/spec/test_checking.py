"""A document against the built-in catalogue: what is wrong is found, all of it, each at its place."""

import pytest

from scaffold.spec.given import Place
from scaffold.spec.report import Report
from scaffold.tusk import parse
from tests.spec.conftest import Checker, findings

ANY = "any words: the key's own"

FAULTS: dict[str, tuple[str, list[str], str | None]] = {
    "unknown section": (
        "[service_confg]\nport: 1",
        ["1:1 S001 there is no section [service_confg]"],
        'did you mean "service_config"?',
    ),
    "unknown section, nothing near": (
        "[blockchain]\nx: 1",
        ["1:1 S001 there is no section [blockchain]"],
        "scaffold schema lists them all",
    ),
    "unknown key": ("[service_config]\nprot: 1", ["2:1 S002 service_config has no key prot"], 'did you mean "port"?'),
    "unknown key in a map": (
        "[deployment_config]\nstrategy:\n  rolling_update:\n    max_surg: 1",
        ["4:5 S002 deployment_config.strategy.rolling_update has no key max_surg"],
        'did you mean "max_surge"?',
    ),
    "unknown key of an own entry": (
        "[service_databases]\nuser_service:\n  shema: x",
        ["3:3 S002 service_databases.user_service has no key shema"],
        'did you mean "schema"?',
    ),
    "secret under a name of one's own": (
        '[template_config]\napi_token: "hush"',
        ["2:12 S010 template_config.api_token: a secret must not stand in the spec"],
        'write @env.secure("NAME")',
    ),
    "password in a text": (
        '[template_config]\nplace: "redis://me:pw@host/0"',
        ["2:8 S010 template_config.place: a password must not stand in the spec"],
        "put it into the environment and write @env",
    ),
    "two defaults": (
        '[service_config]\nport: @env("P", 1, 2)',
        ["2:7 S008 service_config.port: @env takes a name and one default"],
        None,
    ),
    "path with a backslash": (
        "[migration_config]\nmigration_dir: 'a\\b'",
        ["2:16 S006 migration_config.migration_dir: the path must have / between its parts"],
        None,
    ),
    "empty path": (
        '[migration_config]\nmigration_dir: ""',
        ["2:16 S006 migration_config.migration_dir: the path is empty"],
        None,
    ),
    "a hundred years and more": (
        "[health_config]\ntimeout: 99999d",
        ["2:10 S005 health_config.timeout: must be at most a hundred years"],
        None,
    ),
    "key outside a section": ("port: 1", ["1:1 S014 port stands in no section"], "put it into [service_config]"),
    "section as a key": (
        "service_config: 3",
        ["1:1 S014 service_config is a section: write [service_config], and its keys below"],
        None,
    ),
    "number for text": (
        "[service_template]\nversion: 1.0",
        ["2:10 S003 service_template.version: must be text, not a number"],
        "put it in quotes",
    ),
    "text for a port": (
        '[service_config]\nport: "8081"',
        ["2:7 S003 service_config.port: must be a port number, not text"],
        "remove the quotes",
    ),
    "text for a number": (
        '[message_config]\nbatch_size: "many"',
        ["2:13 S003 message_config.batch_size: must be a whole number, not text"],
        None,
    ),
    "fraction for a whole number": (
        "[message_config]\nbatch_size: 1.5",
        ["2:13 S003 message_config.batch_size: must be a whole number, not a number"],
        None,
    ),
    "text for a switch": (
        '[service_patterns]\ncqrs: "enabled"',
        ["2:7 S003 service_patterns.cqrs: must be true or false, not text"],
        "write true, without quotes",
    ),
    "commands that write tables, and events": (
        "[service_patterns]\ncqrs: true\nevent_sourcing: true\n[cqrs_implementation]\ncommand_side: database",
        [
            (
                "5:1 S017 Commands that write tables alone (table_commands) and Event sourcing (event_sourcing) "
                "cannot be on together"
            )
        ],
        "turn one of them off",
    ),
    "list for a map": (
        "[deployment_config]\nstrategy: [1]",
        ["2:11 S003 deployment_config.strategy: must be a map of keys and values, not a list"],
        None,
    ),
    "text for a list": (
        '[container_security]\ncapabilities_drop: "ALL"',
        ["2:20 S003 container_security.capabilities_drop: must be a list, not text"],
        'write ["one", "two"]',
    ),
    "number for a duration": (
        "[health_config]\ntimeout: 5",
        ["2:10 S003 health_config.timeout: must be a length of time such as 5s, 100ms or 24h, not a whole number"],
        "add the unit",
    ),
    "not a duration": (
        '[health_config]\ntimeout: "soon"',
        ["2:10 S003 health_config.timeout: 'soon' is not a length of time such as 5s, 100ms or 24h"],
        None,
    ),
    "not a rate": (
        '[gateway_middleware]\nrate_limiting: "a lot"',
        ["2:16 S003 gateway_middleware.rate_limiting: 'a lot' is not a rate such as 1000_req_per_min"],
        None,
    ),
    "not a choice": (
        '[service_template]\ndatabase: "postgre"',
        ["2:11 S004 service_template.database: 'postgre' is not a choice; choose one of: sqlite, postgresql, mongodb"],
        'did you mean "postgres"?',
    ),
    "not a choice, in a list": (
        '[health_config]\ndependencies: ["database", "databse"]',
        ["2:28 S004 health_config.dependencies: 'databse' is not a choice"],
        'did you mean "database"?',
    ),
    "a switch that cannot be off": (
        "[migration_config]\nrollback_support: false",
        [
            (
                "2:19 S004 migration_config.rollback_support: is always true: the way back is what undoes a release, "
                "and with MongoDB a revision that fails; each one is tested in both directions"
            )
        ],
        "write true, or leave it out",
    ),
    "an event that Python has": (
        '[publishes]\nwarning: {at: "date"}',
        ["2:1 S062 publishes: an entry cannot be called 'warning': Python has something of that name"],
        None,
    ),
    "another service's event that Python has": (
        '[service_template]\nmessage_queue: "redis"\n[subscribes]\nshop_service:\n  none: {at: "date"}',
        ["5:3 S062 subscribes.shop_service: an entry cannot be called 'none': Python has something of that name"],
        None,
    ),
    "a saga that its own modules have": (
        (
            '[service_template]\nmessage_queue: "redis"\n[sagas]\n'
            'source: {steps: {one: {service: "user-service", compensation: "undo"}}}'
        ),
        ["4:1 S062 sagas: an entry cannot be called 'source': the modules of a saga have a constant of that name"],
        None,
    ),
    "too small": (
        "[message_config]\nbatch_size: 0",
        ["2:13 S005 message_config.batch_size: must be at least 1"],
        None,
    ),
    "too large": (
        "[tracing_config]\nsampling_rate: 1.5",
        ["2:16 S005 tracing_config.sampling_rate: must be at most 1"],
        None,
    ),
    "too short a time": (
        "[registry_config]\nderegister_after: 30s",
        ["2:19 S005 registry_config.deregister_after: must be at least 60 s"],
        None,
    ),
    "text of the wrong form": (
        '[container_security]\nuser: "0:0"',
        ["2:7 S006 container_security.user: '0:0' does not have the form"],
        ANY,
    ),
    "path that leaves the project": (
        '[migration_config]\nmigration_dir: "../../etc"',
        ["2:16 S006 migration_config.migration_dir: the path must not hold .."],
        None,
    ),
    "version that packages cannot have": (
        '[service_template]\nversion: "1.0.0-foo"',
        ["2:10 S006 service_template.version: '1.0.0-foo' does not have the form"],
        ANY,
    ),
    "folder that is a keyword": (
        '[migration_config]\nmigration_dir: "class"',
        ["2:16 S006 migration_config.migration_dir: 'class' does not have the form"],
        ANY,
    ),
    "folder that the package has": (
        '[migration_config]\nmigration_dir: "handlers"',
        ["2:16 S006 migration_config.migration_dir: 'handlers' does not have the form"],
        ANY,
    ),
    "path with a blank": (
        '[health_checks]\nliveness: "/a b"',
        ["2:11 S006 health_checks.liveness: '/a b' does not have the form"],
        "The URL path that answers 200 while the process is alive. It touches no dependency. Its default is /live.",
    ),
    "absolute path": (
        '[migration_config]\nmigration_dir: "/etc"',
        ["2:16 S006 migration_config.migration_dir: '/etc' does not have the form"],
        ANY,
    ),
    "port out of range": (
        "[service_config]\nport: 70000",
        ["2:7 S007 service_config.port: 70000 is not a port; ports go from 1 to 65535"],
        None,
    ),
    "port nought": ("[service_config]\nport: 0", ["2:7 S007 service_config.port: 0 is not a port"], None),
    "reference where a value must stand": (
        '[service_template]\ndatabase: @env("DB")',
        ["2:11 S008 service_template.database: must stand in the spec itself"],
        None,
    ),
    "file for a variable": (
        '[service_config]\ndatabase_url: @file.secure("url")',
        ["2:15 S008 service_config.database_url: takes an environment variable (@env), not @file.secure"],
        None,
    ),
    "reference without a name": (
        "[service_config]\ndatabase_url: @env()",
        ["2:15 S008 service_config.database_url: @env needs a name in quotes"],
        'write @env("NAME")',
    ),
    "name that no variable has": (
        '[service_config]\ndatabase_url: @env("MY-URL")',
        ["2:15 S008 service_config.database_url: 'MY-URL' cannot name an environment variable"],
        None,
    ),
    "default of the wrong type": (
        '[service_config]\nport: @env("PORT", "high")',
        ["2:7 S003 service_config.port (default): must be a port number, not text"],
        None,
    ),
    "unknown operator": (
        '[service_config]\ndatabase_url: @environment("X")',
        ["2:15 S009 service_config.database_url: there is no operator @environment"],
        "known: @env, @env.secure, @file.secure",
    ),
    "text where a variable belongs": (
        '[service_config]\ndatabase_url: "sqlite:///x.db"',
        ["2:15 S003 service_config.database_url: must be an environment variable, not text"],
        'write @env("NAME"), and set NAME where the service runs',
    ),
    "secret in the spec": (
        '[security_config]\njwt_secret: "hush"',
        ["2:13 S010 security_config.jwt_secret: a secret must not stand in the spec"],
        'write @env.secure("NAME") or @file.secure("path")',
    ),
    "secret with a default": (
        '[security_config]\njwt_secret: @env.secure("J", "hush")',
        ["2:13 S010 security_config.jwt_secret: a secret must not stand in the spec"],
        "leave the default out",
    ),
    "password in a default": (
        '[service_config]\ndatabase_url: @env("U", "postgresql://me:pw@db/x")',
        ["2:15 S010 service_config.database_url: a secret must not stand in the spec"],
        "leave the default out",
    ),
    "twice in a list": (
        '[container_security]\ncapabilities_drop: ["ALL", "ALL"]',
        ["2:28 S011 container_security.capabilities_drop: ALL stands twice"],
        None,
    ),
    "one key under two names": (
        "[migration_config]\nalembic: true\nsqlx_migrate: true",
        ["3:1 S015 migration_config: sqlx_migrate is the key alembic, which is given already"],
        "remove one of them",
    ),
    "two places that disagree": (
        '[service_template]\ndatabase: "sqlite"\n[service_databases]\nuser_service:\n  database: "postgresql"',
        [
            (
                "5:13 S018 service_databases.user_service.database is postgresql, "
                "but service_template.database is sqlite; they must be the same"
            )
        ],
        "remove one of them",
    ),
    "code where keys belong": (
        "[service_config]\nuse std::io;\nfn main() {}",
        ["S003 [service_config] holds code where keys belong"],
        "known keys: host, port, database_url, redis_url",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_refuses(case: str, checked: Checker) -> None:
    text, expected, hint = FAULTS[case]
    spec = checked(text)
    found = findings(spec, "error")
    assert len(found) == len(expected), found
    for message, start in zip(found, expected, strict=True):
        assert start in message
    errors = [diagnostic for diagnostic in spec.diagnostics if diagnostic.severity == "error"]
    assert errors[0].hint == hint or (hint == ANY and errors[0].hint)
    assert spec.has_errors


def test_finds_everything_in_one_run(checked: Checker) -> None:
    text = '[service_config]\nport: 0\nprot: 1\n[nothing]\nx: 1\n[models]\nuser:\n  a: "strng"\n'
    assert [message.split()[1] for message in findings(checked(text), "error")] == ["S007", "S002", "S001", "S052"]


def test_shows_no_more_than_a_person_reads(checked: Checker) -> None:
    spec = checked("[service_config]\n" + "\n".join(f"key_{number}: 1" for number in range(1000)))
    assert len(spec.diagnostics) == 101
    assert "1:1 S099 900 more findings are not shown" in findings(spec, "error")


@pytest.mark.parametrize(("last", "severity"), [("error", "error"), ("note", "note")])
def test_what_is_not_shown_still_counts(last: str, severity: str) -> None:
    document = parse("")
    place = Place(document, document.root)
    report = Report()
    for number in range(150):
        report.note("S000", place, f"note {number}")
    (report.error if last == "error" else report.note)("S000", place, "the last")
    report.close(place)
    assert (report.diagnostics[-1].code, report.diagnostics[-1].severity) == ("S099", severity)


def test_reports_the_languages_errors_too(checked: Checker) -> None:
    found = findings(checked("[service_config]\nport: [1\n"), "error")
    assert any(" T" in message for message in found)


def test_a_key_without_a_value_keeps_its_default_and_says_so(checked: Checker) -> None:
    spec = checked("[service_config]\nport:\n")
    assert findings(spec) == ["2:1 S013 service_config.port has no value; its default is used: 8000"]
    assert spec.values["service_config"]["port"] == 8000


NOTES = {
    "another language's word": (
        '[service_template]\nframework: "actix_web"',
        ["2:12 S030 service_template.framework: actix_web is read as fastapi"],
    ),
    "another tool's key": (
        "[migration_config]\nsqlx_migrate: true",
        ["2:1 S030 migration_config: sqlx_migrate is read as alembic"],
    ),
    "file names, in one note": (
        '[service_structure]\nsrc/\n  main.rs: "a"\n  models.rs: "b"',
        ["3:3 S030 service_structure.src: main.rs, models.rs are read as main.py, models"],
    ),
    "a section that is planned": (
        "[kubernetes_deployment]\nenabled: true",
        ["1:1 S031 not generated yet: Kubernetes (kubernetes): [kubernetes_deployment]"],
    ),
    "a feature that is planned, in one note": (
        "[service_patterns]\nservice_mesh: true\n[service_mesh_security]\n",
        ["2:1 S031 not generated yet: Service mesh (mesh): service_patterns.service_mesh, [service_mesh_security]"],
    ),
    "a choice that is planned": (
        "[container_config]\nmulti_stage: false",
        ["2:14 S031 not generated yet: container_config.multi_stage: false"],
    ),
    "items that are planned": (
        '[health_config]\ndependencies: ["database", "external_apis"]',
        ["2:28 S031 not generated yet: health_config.dependencies: external_apis"],
    ),
    "a planned pattern that is off": ("[service_patterns]\napi_gateway: false", []),
    "code": (
        "[gateway_implementation]\nuse axum::Router;\n",
        ["1:1 S035 [gateway_implementation] holds code; it is kept, and nothing is made from it"],
    ),
    "other services": (
        '[service_databases]\nuser_service:\n  migrations: job\nshop:\n  database: mongodb\n  collections: ["a"]',
        ["4:1 S034 [service_databases] describes other services too: shop; only user_service is used here"],
    ),
    "a section without effect": (
        '[contract_config]\nprovider_name: "stock"',
        ["1:1 S032 [contract_config] has no effect: Contract tests (contract) is off"],
    ),
    "events without a broker": (
        '[publishes]\nuser_left:\n  at: "timestamp"',
        ["1:1 S032 [publishes] has no effect: Events that the service publishes (messages) is off"],
    ),
    "a value that another place gives": (
        '[service_config]\ndatabase_url: @env("A")\n[template_config]\ndatabase_url: @env("B")',
        ["4:1 S036 template_config.database_url is not used: service_config.database_url is given"],
    ),
}


@pytest.mark.parametrize("case", NOTES)
def test_notes(case: str, checked: Checker) -> None:
    text, expected = NOTES[case]
    spec = checked(text)
    assert findings(spec) == expected
    assert not spec.has_errors
