"""A mistake in the code is not taken for an outage, which nobody would look into."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import sqlalchemy as sa

from tests.samples import SAMPLES
from user_service.handlers.health import READY
from user_service.repositories.base import BaseRepository

SAMPLE = next(iter(SAMPLES.values()))


async def _wrong_type(repository: BaseRepository[Any], _: UUID) -> None:
    len(repository)  # type: ignore[arg-type]


async def _late(_: BaseRepository[Any], __: UUID) -> None:
    raise TimeoutError("of a call to somebody else")


def _statement(sql: str) -> Callable[[BaseRepository[Any], UUID], Any]:
    async def run(repository: BaseRepository[Any], _: UUID) -> None:
        await repository._session.execute(sa.text(sql))  # noqa: SLF001

    return run


@pytest.mark.parametrize(
    "mistake",
    [
        _wrong_type,
        _late,
        _statement("SELECT nothing FROM nowhere"),
        _statement("SELECT FROM WHERE"),
        _statement("SELECT :forgotten"),
    ],
    ids=["type", "time-out of another", "unknown table", "syntax", "parameter"],
)
async def test_is_an_error_of_the_service(
    client: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    mistake: Callable[[BaseRepository[Any], UUID], Any],
) -> None:
    monkeypatch.setattr(BaseRepository, "get", mistake)
    answer = await client.get(f"{SAMPLE.path}/{uuid4()}")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert (await client.get(READY)).status_code == 200
    monkeypatch.undo()
    assert (await client.get(f"{SAMPLE.path}/{uuid4()}")).status_code == 404
