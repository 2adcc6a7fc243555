"""Every error is a problem (RFC 9457), and tells nothing of the inside."""

import datetime as dt
import re
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from minimal_service.handlers.health import HEALTH, READY
from tests.samples import SAMPLES

PATH = next(iter(SAMPLES.values())).path
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status"),
    [
        ("GET", "/nowhere", b"", {}, 404),
        ("GET", f"{PATH}/", b"", {}, 404),
        ("PUT", PATH, b"", {}, 405),
        ("GET", f"{PATH}/nonsense", b"", {}, 422),
        ("POST", PATH, b"{}", {}, 415),
        ("POST", PATH, b"{}", {"Content-Type": "text/plain"}, 415),
        ("POST", PATH, b"{}", {"Content-Type": "application/merge-patch+json"}, 415),
        ("POST", PATH, b"", JSON, 422),
        ("POST", PATH, b"{", JSON, 422),
        ("POST", PATH, b"[]", JSON, 422),
        ("POST", PATH, b'{"\\ud800": 1}', JSON, 422),
        ("POST", PATH, b"\xff", JSON, 400),
        ("POST", PATH, b" " * 1_000_001, JSON, 413),
    ],
)
async def test_errors_before_the_services(  # noqa: PLR0913, PLR0917 - the columns of a table
    client: httpx2.AsyncClient,
    method: str,
    path: str,
    content: bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    answer = await client.request(method, path, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["X-Request-ID"]


async def test_type_to_send_is_told(client: httpx2.AsyncClient) -> None:
    answer = await client.post(PATH, content=b"{}")
    assert answer.json()["detail"] == "Send the body as application/json."


async def test_parameter_that_may_be_left_out_is_told_once(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    class Days(BaseModel):
        day: dt.date | SkipJsonSchema[None] = None

    @app.get("/days")
    async def days(query: Annotated[Days, Query()]) -> Days:
        return query

    answer = await client.get("/days", params={"day": "never"})
    assert [each["location"] for each in answer.json()["errors"]] == ["query.day"]


async def test_method_that_is_not_allowed_names_those_that_are(client: httpx2.AsyncClient) -> None:
    collection = await client.put(PATH)
    assert collection.headers["Allow"] == "GET, HEAD, POST"
    item = await client.post(f"{PATH}/00000000-0000-7000-8000-000000000000")
    assert item.headers["Allow"] == "DELETE, GET, HEAD, PATCH"
    documentation = await client.post("/docs")
    assert documentation.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        (404, "There is no such team."),
        (409, {"code": "overdrawn", "balance": -3}),
        (422, ["one", "two"]),
        (405, "Not on Sundays."),
        (499, "A status of our own."),
    ],
)
async def test_what_a_handler_raises_is_told(
    app: FastAPI, client: httpx2.AsyncClient, status: int, detail: object
) -> None:
    @app.get("/raises")
    async def raises() -> None:
        raise HTTPException(status, detail, {"X-Reason": "ours"})

    answer = await client.get("/raises")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Reason"] == "ours"
    problem = answer.json()
    assert (problem["detail"], problem["status"]) == (detail, status)
    assert problem["request_id"] == answer.headers["X-Request-ID"]


async def test_status_without_content_stays_without(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    @app.get("/raises")
    async def raises() -> None:
        raise HTTPException(304)

    answer = await client.get("/raises")
    assert (answer.status_code, answer.content) == (304, b"")


async def test_answer_to_many_mistakes_stays_small(client: httpx2.AsyncClient) -> None:
    mistakes = {f"{'x' * 1000}{number}": number for number in range(500)}
    answer = await client.post(PATH, json=mistakes)
    assert answer.status_code == 422
    assert len(answer.content) < 20_000
    problem = answer.json()
    (left_out,) = re.findall(r"Errors left out: (\d+)", problem["detail"])
    assert int(left_out) + len(problem["errors"]) >= 500


async def test_unforeseen_failure_stays_inside(app: FastAPI, client: httpx2.AsyncClient) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is 42")

    answer = await client.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert "secret" not in answer.text


async def test_schema_describes_problems(client: httpx2.AsyncClient) -> None:
    schema = (await client.get("/openapi.json")).json()
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert "405" in operation["responses"]
            for status, response in operation["responses"].items():
                if int(status) >= 400 and path not in {READY, HEALTH}:
                    reference = response["content"]["application/problem+json"]["schema"]["$ref"]
                    assert reference == "#/components/schemas/ProblemDetails"
    assert {"ProblemDetails", "FieldError"} <= schema["components"]["schemas"].keys()


async def test_schema_tells_the_types_of_bodies(client: httpx2.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    content = [
        (method, operation["requestBody"]["content"])
        for operations in paths.values()
        for method, operation in operations.items()
        if "requestBody" in operation
    ]
    assert content
    for method, types in content:
        merge_patch = {"application/merge-patch+json"} if method == "patch" else set()
        assert types.keys() == {"application/json"} | merge_patch
        assert len({str(each) for each in types.values()}) == 1
