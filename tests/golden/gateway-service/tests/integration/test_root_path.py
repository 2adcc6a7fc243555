"""A proxy shows the gateway under a path of its own, and takes that off or not."""

import httpx2
import pytest

from gateway_service.config import Settings
from gateway_service.services.routing import ROUTES, RouteTable
from tests.behind import Behind, answer

PATH = ROUTES[0].path.removesuffix("/*")
THERE = RouteTable(ROUTES).behind(PATH.encode()).decode()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"root_path": "/shop"})


@pytest.mark.parametrize("kept", ["", "/shop"])
async def test_clients_are_told_the_path_of_the_proxy(
    client: httpx2.AsyncClient, behind: Behind, kept: str
) -> None:
    behind.replies[THERE] = answer("", "201 Created", f"Location: {THERE}/1")
    made = await client.post(kept + PATH)
    assert (made.status_code, made.headers["Location"]) == (201, f"/shop{PATH}/1")
    assert "/shop/openapi.json" in (await client.get(f"{kept}/docs")).text
    schema = (await client.get(f"{kept}/openapi.json")).json()
    assert schema["servers"] == [{"url": "/shop"}]
