"""What one service needs of another one's events: written down by its tests, kept by those of who publishes them."""

import shutil
from pathlib import Path

import pytest

from tests.generated.services import generate, run_in

SHOP = """\
[service_template]
name: "shop-service"
message_queue: "redis"
[service_testing]
contract_tests: true
[publishes]
order_paid: {{ order: "ref(order)", {fields} }}
[models]
order:
  label: "string(20)"
"""
STOCK = """\
[service_template]
name: "stock-service"
message_queue: "redis"
[service_testing]
contract_tests: true
[subscribes]
shop_service:
  order_paid: { order_id: "uuid", amount: "int", note: "string(9), optional" }
  order_created: { id: "uuid", label: "string" }
"""
PYTEST = ("python", "-m", "pytest", "-q", "--no-cov")


def made(folder: Path, name: str, spec: str) -> Path:
    """Generate a service."""
    folder.mkdir()
    file = folder / "given.tusk"
    file.write_text(spec)
    return generate(name, file, folder)


def kept(shop: Path, contract: Path) -> None:
    """Hand a contract to who publishes the events, whose tests replay it."""
    received = shop / "tests/contract/pacts"
    received.mkdir()
    shutil.copy(contract, received)
    run_in(shop, *PYTEST, "tests/contract/test_provider.py")


def test_a_field_that_a_reader_needs_is_kept(tmp_path: Path) -> None:
    stock = made(tmp_path / "stock", "stock-service", STOCK)
    run_in(stock, *PYTEST, "tests/contract/test_reactions.py")
    contract = stock / "build/pacts/stock-service-shop-service.json"
    assert '"order_created"' in contract.read_text()
    assert '"note"' not in contract.read_text(), "what it can do without"

    more = 'amount: "int", how: "string(9)"'
    kept(made(tmp_path / "more", "shop-service", SHOP.format(fields=more)), contract)

    other = 'amount: "string(9)"'
    shop = made(tmp_path / "other", "shop-service", SHOP.format(fields=other))
    with pytest.raises(AssertionError, match=r"\$\.amount"):
        kept(shop, contract)
