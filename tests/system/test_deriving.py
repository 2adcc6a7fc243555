"""The spec of a service, as the one of its system makes it."""

from tests.system.specs import SHOP, own_text, read

ORDER = """\
[service_template]
name: "order-service"
version: "1.2.0"

[service_config]
port: 8082
database_url: "@env('ORDER_SERVICE_DB_URL')"

[service_databases]
order_service: { database: "mongodb" }

# Each has contracts.
[service_testing]
contract_tests: true
performance_tests: true

# Orders alone are kept.
[models]
order:
  number: "string(20), unique"
"""


def test_holds_what_is_for_it_and_for_all() -> None:
    assert own_text(SHOP, "order-service") == ORDER


def test_checks_to_what_it_says() -> None:
    system = read(SHOP)
    assert [each.to_text() for each in system.diagnostics if each.severity == "error"] == []
    user, order = system.members
    assert (user.spec.name, user.package, user.folder) == ("user-service", "user_service", "services/user-service")
    assert user.spec.values["service_config"]["port"] == 8081
    assert user.spec.values["service_databases"]["user_service"]["schema"] == "users"  # type: ignore[index]
    assert [entity.name for entity in user.spec.entities] == ["user"]
    assert "mongodb" in order.spec.features
    assert "postgresql" in user.spec.features
    assert "performance_tests" not in user.spec.features
    assert system.root.services == (user.spec, order.spec)


def test_own_value_takes_the_place_of_the_one_for_all() -> None:
    text = own_text(f'{SHOP}\n[order_service.service_template]\nversion: "2.0.0"\n', "order-service")
    assert 'version: "2.0.0"' in text
    assert "1.2.0" not in text


def test_numbers_count_on_past_those_that_are_given() -> None:
    more = SHOP.replace("[service_template]", 'stock_service: "what there is"\n\n[service_template]', 1)
    ports = {each.name: each.spec.values["service_config"]["port"] for each in read(more).members}
    assert ports == {"user-service": 8081, "order-service": 8082, "stock-service": 8083}
    given = read(f"{more}\n[user_service.service_config]\nport: 8082\n").members
    assert [each.spec.values["service_config"]["port"] for each in given] == [8082, 8081, 8083]


def test_number_that_nobody_gives() -> None:
    bare = '[system]\nname: "shop"\n[services]\nuser_service: ""\norder_service: ""\n'
    assert [each.spec.values["service_config"]["port"] for each in read(bare).members] == [8000, 8001]
    assert [each.spec.name for each in read(bare).members] == ["user-service", "order-service"]


def test_models_of_a_service_that_is_called_come_along() -> None:
    calls = '\n[order_service.calls]\nuser_service: { user: ["read"] }\n'
    text = own_text(SHOP + calls, "order-service")
    assert "[user_service.models]\nuser:\n" in text
    assert "[user_service.models]" not in own_text(SHOP + calls, "user-service")


def test_gateway_is_a_service_of_its_own() -> None:
    gateway = (
        '\n[service_patterns]\napi_gateway: true\n[api_gateway]\nservice_name: "edge"\n'
        '[gateway_routes]\nuser_service: "/api/users/*"\n'
    )
    *others, edge = read(SHOP + gateway).members
    assert edge.name == "edge"
    assert "[gateway_routes]" in edge.document.text
    assert all("[gateway_routes]" not in each.document.text for each in others)


def test_finding_stands_where_its_line_does() -> None:
    (found,) = (
        each
        for each in read(SHOP.replace('"email, unique"', '"emial, unique"')).diagnostics
        if each.severity == "error"
    )
    assert found.location.source == "system.tusk"
    assert SHOP.splitlines()[found.location.line - 1].strip() == 'email: "email, unique"'


def test_fault_for_all_is_told_once() -> None:
    wrong = SHOP.replace("contract_tests: true", "contract_test: true")
    assert [each.code for each in read(wrong).diagnostics if each.severity == "error"] == ["S002"]
