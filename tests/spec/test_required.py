"""What an entry of a map cannot do without is asked for, wherever the map stands."""

import pytest

from scaffold.catalog.model import Catalog
from scaffold.spec import check
from scaffold.tusk import parse

HEAD = '[service_template]\nname: "shop-service"\nmessage_queue: "redis"\n[sagas]\n'
FAULTS = {
    "a step that nothing undoes": (
        'buy:\n  steps:\n    pay: {service: "shop-service"}',
        "7 sagas.buy.steps.pay.compensation must be given",
    ),
    "a step that nobody takes": (
        'buy:\n  steps:\n    pay: {compensation: "refund"}',
        "7 sagas.buy.steps.pay.service must be given",
    ),
    "a step without anything": ("buy:\n  steps:\n    pay:\n", "7 sagas.buy.steps.pay must have a value"),
    "a step of which one thing has no value": (
        'buy:\n  steps:\n    pay: {service: "shop-service", compensation: null}',
        "7 sagas.buy.steps.pay.compensation must have a value",
    ),
    "no steps": ("buy: {data: {number: 'int'}}", "5 sagas.buy.steps must be given"),
    "steps that are none": ("buy:\n  steps: {}", "6 sagas.buy.steps has no entry"),
    "nothing": ("buy:\n", "5 sagas.buy must have a value"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_is_asked_for(case: str, catalog: Catalog) -> None:
    text, expected = FAULTS[case]
    spec = check(parse(f"{HEAD}{text}\n"), catalog)
    errors = [each for each in spec.diagnostics if each.severity == "error"]
    assert [f"{each.location.line} {each.message}" for each in errors] == [expected]
    assert errors[0].hint
