"""When a client has its answer, the change is there to stay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from full_service.config import Settings
from full_service.main import create_app
from full_service.models.concurrency import IdempotencyKey
from full_service.repositories.unit_of_work import SqlStorage, SqlUnitOfWork
from tests.databases import Databases
from tests.samples import SAMPLES, Sample, body
from tests.serving import served

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)


@pytest.fixture
def _slow_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    write = SqlStorage.write

    @asynccontextmanager
    async def write_slowly(
        self: SqlStorage, key: IdempotencyKey | None = None
    ) -> AsyncIterator[SqlUnitOfWork]:
        async with write(self, key) as work:
            yield work
            await asyncio.sleep(0.3)

    monkeypatch.setattr(SqlStorage, "write", write_slowly)


@every_kind
@pytest.mark.usefixtures("_slow_commit")
async def test_commit_comes_before_the_answer(
    settings: Settings, databases: Databases, sample: Sample
) -> None:
    url = settings.database_url.get_secret_value()
    with served(create_app(settings)) as base_url:
        async with httpx2.AsyncClient(base_url=base_url) as client:
            sent = await body(client, sample)
            answer = await client.post(sample.path, json=sent)
            assert answer.status_code == 201
            assert await databases.count(url, sample.table) == 1


@every_kind
@pytest.mark.usefixtures("_slow_commit")
async def test_same_key_at_the_same_time_makes_one(
    settings: Settings, databases: Databases, sample: Sample
) -> None:
    url = settings.database_url.get_secret_value()
    with served(create_app(settings)) as base_url:
        async with httpx2.AsyncClient(base_url=base_url) as client:
            sent = await body(client, sample)
            headers = {"Idempotency-Key": "one"}
            answers = await asyncio.gather(
                *(client.post(sample.path, json=sent, headers=headers) for _ in range(3))
            )
            # PostgreSQL refuses the second one while the first is in progress; SQLite lets it wait.
            assert {answer.status_code for answer in answers} <= {201, 409}
            assert len({answer.text for answer in answers if answer.status_code == 201}) == 1
            assert await databases.count(url, sample.table) == 1


@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES.values() if sample.changes], ids=str
)
async def test_one_of_two_changes_at_the_same_time_wins(settings: Settings, sample: Sample) -> None:
    with served(create_app(settings)) as base_url:
        async with httpx2.AsyncClient(base_url=base_url) as client:
            made = (await client.post(sample.path, json=await body(client, sample))).json()
            answers = await asyncio.gather(
                *(
                    client.patch(
                        f"{sample.path}/{made['id']}",
                        json=sample.changes,
                        headers={"If-Match": '"1"'},
                    )
                    for _ in range(3)
                )
            )
            assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
