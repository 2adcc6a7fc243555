"""One OpenAPI document of all services."""

import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from gateway_service.services import documentation
from gateway_service.services.routing import ROUTES, RouteTable
from tests.behind import Behind, Reply, answer, hangs

ROUTE = ROUTES[0]
PATH = ROUTE.path.removesuffix("/*")
THERE = RouteTable(ROUTES).behind(PATH.encode()).decode()
PREFIX = f"{ROUTE.service.replace('-', '_')}_"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        THERE: {
            "parameters": [{"$ref": "#/components/parameters/Page"}],
            "get": {
                "operationId": "list",
                "tags": ["old"],
                "security": [{"token": []}, "nonsense"],
                "responses": {
                    "200": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
                },
            },
            "post": {},
            "put": "nonsense",
        },
        "/live": {"get": {}},
        "/%zz": {},
    },
    "components": {"schemas": {"Thing": {"type": "object"}}, "parameters": "nonsense"},
}


async def test_documents_of_services_are_merged(client: httpx2.AsyncClient, behind: Behind) -> None:
    behind.replies["/openapi.json"] = answer(json.dumps(DOCUMENT))
    document = (await client.get("/openapi.json")).json()
    operation = document["paths"][PATH]["get"]
    assert operation["tags"] == [ROUTE.service]
    assert operation["operationId"] == f"{PREFIX}list"
    assert operation["security"] == [{f"{PREFIX}token": []}]
    schema = operation["responses"]["200"]["content"]["a/b"]["schema"]
    assert schema == {"$ref": f"#/components/schemas/{PREFIX}Thing"}
    assert document["components"]["schemas"][f"{PREFIX}Thing"] == {"type": "object"}
    assert document["paths"]["/live"]["get"]["tags"] == ["health"], "the gateway's own"
    asked = len(behind.got)
    await client.get("/openapi.json")
    assert len(behind.got) == asked, "what was read is kept"


@pytest.mark.parametrize(
    "reply",
    [
        hangs,
        answer("{}", "503 Service Unavailable"),
        answer("nonsense"),
        answer("[" * 100_000),
        answer("[]"),
        answer(json.dumps({"openapi": "3.1.0", "paths": {"/": 1}})),
        answer(json.dumps(DOCUMENT | {"info": "x" * 3000})),
    ],
    ids=["hangs", "fails", "no JSON", "deep", "list", "no paths", "too long"],
)
async def test_service_without_a_document_is_left_out_and_named(
    client: httpx2.AsyncClient, behind: Behind, reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documentation, "MAX_BYTES", 2000 if reply is not hangs else 1)
    behind.replies["/openapi.json"] = reply
    document = (await client.get("/openapi.json")).json()
    assert ROUTE.service in document["info"]["description"]
    assert PATH not in document["paths"]


async def test_components_that_are_none_are_left_out(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    behind.replies["/openapi.json"] = answer(json.dumps(DOCUMENT | {"components": []}))
    assert PATH in (await client.get("/openapi.json")).json()["paths"]


async def test_page_shows_the_document(client: httpx2.AsyncClient) -> None:
    assert "/openapi.json" in (await client.get("/docs")).text


async def test_service_that_is_not_ready_makes_the_gateway_degraded(
    client: httpx2.AsyncClient, behind: Behind, app: FastAPI
) -> None:
    assert (await client.get("/ready")).json()["status"] == "up"
    behind.replies["/ready"] = answer("{}", "503 Service Unavailable")
    await app.state.health.check()
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["reasons"][ROUTE.service] == "is not ready"
