"""What was answered to a key is answered again: not for ever, and whatever release answered."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from full_service.config import Settings
from full_service.main import create_app
from full_service.models.base import BaseResource
from full_service.models.concurrency import IdempotencyKey
from full_service.models.errors import IdempotencyKeyReusedError
from full_service.models.identifiers import new_id
from full_service.repositories import idempotency
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from tests.caches import new_cache
from tests.databases import Databases
from tests.samples import SAMPLES, Sample, body

KEY = IdempotencyKey("scope", "digest")
OTHER = IdempotencyKey("scope", "another digest")

GAINED = "updated_at"
"""A field that the earlier release does not know."""


class Earlier(BaseResource, frozen=True):
    day: date


class Later(BaseResource, frozen=True):
    day: date
    colour: str


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


@pytest.fixture
def answer() -> Earlier:
    now = datetime.now(UTC)
    return Earlier(id=new_id(), version=1, created_at=now, updated_at=now, day=now.date())


async def test_answer_of_an_earlier_release(storage: SqlStorage, answer: Earlier) -> None:
    async with storage.write(KEY) as work:
        await work.idempotency.store(KEY, answer)
    async with storage.write(KEY) as work:
        found = await work.idempotency.find(KEY, Later)
    assert found is not None
    assert vars(found) == vars(answer)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)
async def test_client_of_an_earlier_release(
    client: httpx2.AsyncClient, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, headers = await body(client, sample), {"Idempotency-Key": "1"}
    dump = BaseResource.model_dump_json
    monkeypatch.setattr(BaseResource, "model_dump_json", lambda self: dump(self, exclude={GAINED}))
    first = await client.post(sample.path, json=sent, headers=headers)
    monkeypatch.undo()
    again = await client.post(sample.path, json=sent, headers=headers)
    assert again.status_code == 201
    assert again.json() == {key: each for key, each in first.json().items() if key != GAINED}


async def test_service_that_starts_forgets_old_answers(
    storage: SqlStorage,
    answer: Earlier,
    settings: Settings,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with storage.write(KEY) as work:
        await work.idempotency.store(KEY, answer)
    monkeypatch.setattr(idempotency, "KEPT", timedelta(0))
    app = create_app(settings)
    url = settings.database_url.get_secret_value()
    async with app.router.lifespan_context(app), asyncio.timeout(5):
        while await databases.count(url, "idempotency_keys"):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


async def test_key_is_free_again(
    storage: SqlStorage, answer: Earlier, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with storage.write(KEY) as work:
        await work.idempotency.store(KEY, answer)
        with pytest.raises(IdempotencyKeyReusedError):
            await work.idempotency.find(OTHER, Earlier)
    with monkeypatch.context() as later:
        later.setattr(idempotency, "KEPT", timedelta(0))
        async with storage.write(OTHER) as work:
            assert await work.idempotency.find(OTHER, Earlier) is None
            await work.idempotency.store(OTHER, answer)
    async with storage.write(OTHER) as work:
        assert await work.idempotency.find(OTHER, Earlier) == answer
