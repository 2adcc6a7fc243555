"""A section that says which services take part in something is expected to name this one."""

from scaffold.catalog.model import Catalog
from scaffold.spec import check
from scaffold.tusk import parse

SAGA = """
  steps:
    pay: {service: "payment-service", compensation: "refund"}
    pack: {service: "stock-service", compensation: "unpack"}
"""


def found(catalog: Catalog, name: str, text: str) -> list[tuple[int, str, str | None]]:
    spec = check(parse(f'[service_template]\nname: "{name}"\nmessage_queue: "redis"\n{text}'), catalog)
    assert not spec.has_errors
    warnings = [each for each in spec.diagnostics if each.code == "S063"]
    assert {each.severity for each in warnings} <= {"warning"}
    return [(each.location.line, each.message, each.hint) for each in warnings]


def test_service_that_takes_part_in_one(catalog: Catalog) -> None:
    assert found(catalog, "stock-service", f"[sagas]\nsell:{SAGA}") == []
    other = SAGA.replace("payment-service", "other-service").replace("stock-service", "other-service")
    assert found(catalog, "stock-service", f"[sagas]\nbuy:{other}sell:{SAGA}") == []


def test_service_that_takes_part_in_none(catalog: Catalog) -> None:
    message = "sagas: payments-service takes no part: the services that do are payment-service, stock-service"
    hint = 'did you mean "payment-service"?'
    assert found(catalog, "payments-service", f"[sagas]\nsell:{SAGA}") == [(7, message, hint)]


def test_section_of_a_feature_that_is_off(catalog: Catalog) -> None:
    off = f'[saga_pattern]\ncoordination: "none"\n[sagas]\nsell:{SAGA}'
    assert found(catalog, "payments-service", off) == []
