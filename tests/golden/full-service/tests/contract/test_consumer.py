"""What clients of this service rely on; the tests write it down as a contract."""

import httpx2
import pytest
from pact import Pact, match

from tests.contract.kinds import KINDS, Kind
from tests.contract.parties import HOST, alike
from tests.contract.states import NOTHING, ONE_OF_EACH, unreferenced

JSON = "application/json"
ETAG = match.regex('"1"', regex=r'(W/)?"[^"]+"')
IF_MATCH = {"If-Match": '"1"'}

pytestmark = pytest.mark.parametrize("kind", KINDS.values(), ids=str)


def test_list(kind: Kind, contract: Pact) -> None:
    (
        contract.upon_receiving(f"list: {kind}")
        .given(ONE_OF_EACH)
        .with_request("GET", kind.sample.path)
        .with_query_parameter("limit", "10")
        .will_respond_with(200)
        .with_body({"items": match.each_like(alike(kind.stored), min=1), "next_cursor": None}, JSON)
    )
    with contract.serve(HOST) as service:
        answer = httpx2.get(f"{service.url}{kind.sample.path}", params={"limit": 10})
    assert answer.json() == {"items": [kind.stored], "next_cursor": None}


def test_get(kind: Kind, contract: Pact) -> None:
    (
        contract.upon_receiving(f"get: {kind}")
        .given(ONE_OF_EACH)
        .with_request("GET", kind.path)
        .will_respond_with(200)
        .with_header("ETag", ETAG)
        .with_body(alike(kind.stored), JSON)
    )
    with contract.serve(HOST) as service:
        answer = httpx2.get(f"{service.url}{kind.path}")
    assert kind.mapping.model.model_validate_json(answer.content) == kind.record()


def test_get_what_is_not_there(kind: Kind, contract: Pact) -> None:
    problem = {"type": "about:blank", "title": "Not Found", "detail": "There is none."}
    (
        contract.upon_receiving(f"get what is not there: {kind}")
        .given(NOTHING)
        .with_request("GET", kind.path)
        .will_respond_with(404)
        .with_body({**alike(problem), "status": 404}, "application/problem+json")
    )
    with contract.serve(HOST) as service:
        answer = httpx2.get(f"{service.url}{kind.path}")
    assert answer.json() == {**problem, "status": 404}


def test_create(kind: Kind, contract: Pact) -> None:
    (
        contract.upon_receiving(f"create: {kind}")
        .given(ONE_OF_EACH)
        .with_request("POST", kind.sample.path)
        .with_body(kind.new, JSON)
        .will_respond_with(201)
        .with_header("Location", match.regex(kind.path, regex=rf"{kind.sample.path}/.+"))
        .with_header("ETag", ETAG)
        .with_body({**alike(kind.stored), **kind.new}, JSON)
    )
    with contract.serve(HOST) as service:
        answer = httpx2.post(f"{service.url}{kind.sample.path}", json=kind.new)
    assert answer.headers["Location"] == kind.path
    assert answer.json() == {**kind.stored, **kind.new}


def test_update(kind: Kind, contract: Pact) -> None:
    changes = kind.sample.changes
    (
        contract.upon_receiving(f"update: {kind}")
        .given(ONE_OF_EACH)
        .with_request("PATCH", kind.path)
        .with_headers(IF_MATCH)
        .with_body(changes, JSON)
        .will_respond_with(200)
        .with_header("ETag", ETAG)
        .with_body({**alike(kind.stored), **changes}, JSON)
    )
    with contract.serve(HOST) as service:
        answer = httpx2.patch(f"{service.url}{kind.path}", json=changes, headers=IF_MATCH)
    assert answer.json() == {**kind.stored, **changes}


def test_delete(kind: Kind, contract: Pact) -> None:
    (
        contract.upon_receiving(f"delete: {kind}")
        .given(unreferenced(kind))
        .with_request("DELETE", kind.path)
        .with_headers(IF_MATCH)
        .will_respond_with(204)
    )
    with contract.serve(HOST) as service:
        answer = httpx2.delete(f"{service.url}{kind.path}", headers=IF_MATCH)
    assert (answer.status_code, answer.content) == (204, b"")
