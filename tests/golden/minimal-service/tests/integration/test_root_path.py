"""A proxy shows the service under a path of its own, and takes that off or not."""

import httpx2
import pytest

from minimal_service.config import Settings
from tests.samples import SAMPLES, body

SAMPLE = next(iter(SAMPLES.values()))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"root_path": "/shop"})


@pytest.mark.parametrize("kept", ["", "/shop"])
async def test_clients_are_told_the_path_of_the_proxy(
    client: httpx2.AsyncClient, kept: str
) -> None:
    made = await client.post(kept + SAMPLE.path, json=await body(client, SAMPLE))
    assert made.headers["Location"] == f"/shop{SAMPLE.path}/{made.json()['id']}"
    assert (await client.get(made.headers["Location"])).json() == made.json()
    assert "/shop/openapi.json" in (await client.get(f"{kept}/docs")).text
    schema = (await client.get(f"{kept}/openapi.json")).json()
    assert schema["servers"] == [{"url": "/shop"}]
    assert (await client.put(kept + SAMPLE.path)).headers["Allow"] == "GET, HEAD, POST"
