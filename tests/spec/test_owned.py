"""The list of what a service owns names the plural of every entity, and nothing else."""

import pytest

from scaffold.catalog.model import Catalog
from scaffold.spec import check
from scaffold.tusk import parse

MODELS = '[models]\nuser:\n  name: "string"\nteam:\n  name: "string"\n'


def found(catalog: Catalog, collections: str, service: str = "shop_service") -> list[str]:
    text = f"[service_databases]\n{service}:\n  collections: {collections}\n{MODELS}"
    spec = check(parse(text), catalog, name="shop-service")
    return [f"{each.location.line} {each.message}" for each in spec.diagnostics if each.severity == "error"]


@pytest.mark.parametrize("collections", ['["users", "teams"]', '["teams", "users"]'])
def test_all_of_them(catalog: Catalog, collections: str) -> None:
    assert found(catalog, collections) == []


def test_one_that_is_left_out(catalog: Catalog) -> None:
    assert found(catalog, '["users"]') == [
        "3 service_databases.shop_service.collections leaves out teams, where each team is stored"
    ]


def test_one_that_no_entity_has(catalog: Catalog) -> None:
    assert found(catalog, '["users", "teams", "user"]') == [
        "3 service_databases.shop_service.collections: no entity is called user in the plural"
    ]


def test_what_others_own_is_theirs(catalog: Catalog) -> None:
    assert found(catalog, '["anything"]', "stock_service") == []


def test_what_is_no_list_is_told_as_such(catalog: Catalog) -> None:
    assert len(found(catalog, "5")) == 1
