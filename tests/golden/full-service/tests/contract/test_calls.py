"""What this service relies on when it calls stock-service."""

from collections.abc import Iterator

import httpx2
import pytest
from pact import Pact, match

from tests.contract.parties import HOST, SERVICE, WRITTEN, new_contract

PROVIDER = "stock-service"


@pytest.fixture
def calls(_no_old_contract: None) -> Iterator[Pact]:
    """A part of the contract with the service that is called, written at the end."""
    part = new_contract(SERVICE, PROVIDER)
    yield part
    part.write_file(WRITTEN)


def test_is_told_that_it_may_call(calls: Pact) -> None:
    (
        calls.upon_receiving("a question whether it is ready")
        .with_request("GET", "/ready")
        .will_respond_with(200)
        .with_body({"status": "up"}, "application/json")
    )
    with calls.serve(HOST) as provider:
        answer = httpx2.get(f"{provider.url}/ready")
    assert answer.json() == {"status": "up"}


def test_is_told_what_is_wrong_as_a_problem(calls: Pact) -> None:
    problem = {"type": "about:blank", "title": "Not Found", "detail": "There is none."}
    alike = {name: match.like(value) for name, value in problem.items()}
    (
        calls.upon_receiving("a request for what is not there")
        .with_request("GET", "/nowhere")
        .will_respond_with(404)
        .with_body({**alike, "status": 404}, "application/problem+json")
    )
    with calls.serve(HOST) as provider:
        answer = httpx2.get(f"{provider.url}/nowhere")
    assert answer.json() == {**problem, "status": 404}
