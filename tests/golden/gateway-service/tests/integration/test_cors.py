"""Pages of other origins."""

import httpx2
import pytest

from gateway_service.config import Settings
from gateway_service.services.routing import ROUTES

PATH = ROUTES[0].path.removesuffix("/*")
ORIGIN = "https://shop.example"
ASKED = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "If-Match"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"cors_origins": f"{ORIGIN},https://other.example"})


async def test_page_of_a_known_origin_may_call(client: httpx2.AsyncClient) -> None:
    asked = await client.options(PATH, headers={"Origin": ORIGIN, **ASKED})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    called = await client.get(PATH, headers={"Origin": ORIGIN})
    assert called.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "ETag" in called.headers["Access-Control-Expose-Headers"]


async def test_page_of_another_origin_may_not(client: httpx2.AsyncClient) -> None:
    asked = await client.options(PATH, headers={"Origin": "https://evil.example", **ASKED})
    assert asked.status_code == 400
    called = await client.get(PATH, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in called.headers
