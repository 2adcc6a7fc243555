"""Who agrees with whom, and where the contracts are kept."""

from pathlib import Path

from pact import Pact, match

from tests.samples import Json

SERVICE = "full-service"
CLIENT = "order-service"
VERSION = "1.2.0"

HOST = "127.0.0.1"

WRITTEN = Path(__file__).parents[2] / "build/pacts"
"""What the consumer tests write: to publish, or to hand to the provider's team."""
RECEIVED = Path(__file__).parent / "pacts"
"""Contracts of other teams with this service, where no broker brings them."""


def new_contract(consumer: str, provider: str) -> Pact:
    """Begin a part of the contract between two services."""
    contract = Pact(consumer, provider).with_specification("V4")
    return contract.with_metadata("contract", {"version": VERSION})


def alike(values: Json) -> Json:
    """Let each value differ in anything but its type."""
    return {name: value if value is None else match.like(value) for name, value in values.items()}
