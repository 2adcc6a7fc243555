"""A feature that is for the one service of a name, as the gateway is: `service` marks the key that holds the name."""

from scaffold.catalog.model import Catalog
from scaffold.spec import check
from scaffold.spec.model import Spec
from scaffold.tusk import parse

ROUTES = '[gateway_routes]\nuser_service: "/api/users/*"\n'
GATEWAY = f'{ROUTES}[service_patterns]\napi_gateway: true\n[api_gateway]\nservice_name: "edge"\n'


def asked(spec: Spec) -> bool:
    """Whether the gateway is on, generated already or not."""
    assert not spec.has_errors
    return "gateway" in (*spec.features, *spec.planned)


def test_is_on_in_that_service_alone(catalog: Catalog) -> None:
    assert asked(check(parse(GATEWAY), catalog, name="edge"))
    assert not asked(check(parse(GATEWAY), catalog, name="user-service"))


def test_service_that_asks_for_it_is_the_one(catalog: Catalog) -> None:
    given = check(parse(ROUTES), catalog, name="edge", enable=["gateway"])
    assert asked(given)
    assert given.document.find(("api_gateway", "service_name")).value == "edge"  # type: ignore[union-attr]
    written = parse(ROUTES + '[service_template]\nname: "front"\n')
    assert asked(check(written, catalog, enable=["gateway"]))
