"""What this service relies on when it calls others."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pact import Pact, match

from full_service.models.errors import NotFoundError
from tests.contract.parties import HOST, SERVICE, WRITTEN, alike, new_contract
from tests.remote_samples import EACH, SAMPLES, Json, Remote, carry_out, clients_at

JSON = "application/json"
ONE_OF_EACH = "one of each kind is stored"
NOTHING = "nothing is stored"
ANY_KEY = match.regex("0" * 32, regex="[0-9a-f]{32}")


@pytest.fixture
def calls(_no_old_contract: None, sample: Remote) -> Iterator[Pact]:
    """A part of the contract with the service that is called, written at the end."""
    part = new_contract(SERVICE, sample.service)
    yield part
    part.write_file(WRITTEN)


def shown(sample: Remote) -> Json:
    """Return what is needed of a resource: what may be missing is not."""
    return alike(sample.needed)


def expect(calls: Pact, sample: Remote, operation: str) -> None:
    """Say what is sent, and what must come back."""
    one, tag = f"{sample.path}/{sample.id}", {"If-Match": '"1"'}
    told = calls.upon_receiving(f"{operation}: {sample}")
    if operation == "read":
        told.given(ONE_OF_EACH).with_request("GET", one).will_respond_with(200)
        told.with_body(shown(sample), JSON)
    elif operation == "list":
        told.given(ONE_OF_EACH).with_request("GET", sample.path)
        told.with_query_parameter("limit", "100").with_query_parameter("sort", "created_at")
        items = match.each_like(shown(sample), min=1)
        told.will_respond_with(200).with_body({"items": items, "next_cursor": None}, JSON)
    elif operation == "create":
        told.given(ONE_OF_EACH).with_request("POST", sample.path)
        told.with_header("Idempotency-Key", ANY_KEY).with_body(sample.values, JSON)
        told.will_respond_with(201).with_body(shown(sample), JSON)
    elif operation == "update":
        told.given(ONE_OF_EACH).with_request("PATCH", one).with_headers(tag)
        told.with_body(sample.changes, JSON)
        told.will_respond_with(200).with_body(shown(sample), JSON)
    else:
        told.given(f"a {sample.name} that nothing refers to is stored")
        told.with_request("DELETE", one)
        told.with_headers(tag).will_respond_with(204)


@pytest.mark.parametrize(("sample", "operation"), EACH, ids=str)
async def test_each_operation(calls: Pact, sample: Remote, operation: str) -> None:
    expect(calls, sample, operation)
    with calls.serve(HOST) as provider:
        async with clients_at(str(provider.url)) as clients:
            await carry_out(operation, replace(sample, stored=sample.needed), clients)


@pytest.mark.parametrize("sample", [each for each in SAMPLES if "read" in each.operations], ids=str)
async def test_what_is_not_there(calls: Pact, sample: Remote) -> None:
    problem = {"type": "about:blank", "title": "Not Found", "detail": "There is none."}
    (
        calls.upon_receiving(f"read what is not there: {sample}")
        .given(NOTHING)
        .with_request("GET", f"{sample.path}/{sample.id}")
        .will_respond_with(404)
        .with_body({**alike(problem), "status": 404}, "application/problem+json")
    )
    with calls.serve(HOST) as provider:
        async with clients_at(str(provider.url)) as clients:
            with pytest.raises(NotFoundError):
                await sample.of(clients).get(sample.id)
