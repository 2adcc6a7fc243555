"""Single resources come from the cache, and none is older than what a client was told."""

import asyncio
import os
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from pydantic import SecretStr

from full_service.config import Settings
from full_service.main import create_app
from full_service.models.base import BaseResource
from full_service.repositories.cache import ResourceCache
from tests.samples import SAMPLES, Sample, body, make
from tests.tokens import carry_token

Load = Callable[[], Awaitable[BaseResource]]

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)
every_changing_kind = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES.values() if sample.changes], ids=str
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings of a service that has kept what it keeps when it answers."""
    url = os.environ.get("TEST_REDIS_URL")
    redis = {"redis_url": SecretStr(url), "cache_shared": True} if url else {}
    return settings.model_copy(update={"background_workers": 0, **redis})


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the cache has loaded."""
    load, loaded = ResourceCache._load, []  # noqa: SLF001

    async def note(cache: ResourceCache, name: str, tag: bytes, question: Load) -> BaseResource:
        loaded.append(name)
        return await load(cache, name, tag, question)

    monkeypatch.setattr(ResourceCache, "_load", note)
    return loaded


@every_kind
async def test_is_read_once(client: httpx2.AsyncClient, sample: Sample, loads: list[str]) -> None:
    made = await make(client, sample)
    answers = [await client.get(f"{sample.path}/{made['id']}") for _ in range(3)]
    assert [answer.json() for answer in answers] == [made] * 3
    assert {answer.headers["ETag"] for answer in answers} == {'"1"'}
    assert len(loads) == 1


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES.values() if sample.edges], ids=str)
async def test_what_is_kept_is_what_is_stored(client: httpx2.AsyncClient, sample: Sample) -> None:
    for turn in range(max(map(len, sample.edges.values()))):
        edges = {name: values[turn % len(values)] for name, values in sample.edges.items()}
        made = await client.post(sample.path, json={**await body(client, sample), **edges})
        url = made.headers["Location"]
        assert [(await client.get(url)).content for _ in range(2)] == [made.content] * 2
        await client.delete(url, headers={"If-Match": "*"})


@every_changing_kind
async def test_change_is_seen_by_the_next_reader(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    url = f"{sample.path}/{(await make(client, sample))['id']}"
    before = await client.get(url)
    old = {"If-Match": before.headers["ETag"]}
    changed = await client.patch(url, json=sample.changes, headers=old)
    after = [await client.get(url) for _ in range(2)]
    assert [answer.content for answer in after] == [changed.content] * 2
    assert [answer.headers["ETag"] for answer in after] == ['"2"'] * 2
    assert (await client.patch(url, json=sample.changes, headers=old)).status_code == 412
    known = await client.get(url, headers={"If-None-Match": after[0].headers["ETag"]})
    assert known.status_code == 304


@every_kind
async def test_what_was_removed_is_gone(client: httpx2.AsyncClient, sample: Sample) -> None:
    url = f"{sample.path}/{(await make(client, sample))['id']}"
    await client.get(url)
    assert (await client.delete(url, headers={"If-Match": "*"})).status_code == 204
    assert (await client.get(url)).status_code == 404


@every_changing_kind
async def test_many_who_change_and_read_see_no_old_value(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    url = f"{sample.path}/{(await make(client, sample))['id']}"
    newest = 1

    async def change() -> None:
        nonlocal newest
        body = (sample.changes, {name: sample.new(1)[name] for name in sample.changes})
        for turn in range(10):
            answer = await client.patch(url, json=body[turn % 2], headers={"If-Match": "*"})
            if answer.status_code == 200:
                newest = max(newest, answer.json()["version"])

    async def read() -> None:
        for _ in range(20):
            told = newest
            assert (await client.get(url)).json()["version"] >= told

    await asyncio.gather(change(), change(), *(read() for _ in range(6)))
    assert newest > 10


async def test_without_redis_all_comes_from_the_database(settings: Settings) -> None:
    changes = {"redis_url": SecretStr("unix:///nowhere/redis.sock"), "cache_shared": True}
    app = create_app(settings.model_copy(update=changes))
    sample = next(iter(SAMPLES.values()))
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        carry_token(app, client)
        made = await make(client, sample)
        for _ in range(2):
            assert (await client.get(f"{sample.path}/{made['id']}")).json() == made
