"""The machine's clock is set back, as after it was wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import httpx2
import pytest

from full_service.repositories import base, idempotency
from tests.samples import SAMPLES, body, make

SAMPLE = next(iter(SAMPLES.values()))
CHANGED = next(sample for sample in SAMPLES.values() if sample.changes)


@pytest.fixture
def set_back(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set back the clock that the rows are dated by."""

    def change(by: timedelta) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime.now(tz) - by

        for module in (base, idempotency):
            monkeypatch.setattr(module, "datetime", Clock)

    return change


@pytest.mark.parametrize("days", [1, 30])
async def test_key_is_still_known(
    client: httpx2.AsyncClient, set_back: Callable[[timedelta], None], days: int
) -> None:
    sent, headers = await body(client, SAMPLE), {"Idempotency-Key": "1"}
    first = await client.post(SAMPLE.path, json=sent, headers=headers)
    set_back(timedelta(days=days))
    again = await client.post(SAMPLE.path, json=sent, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()


async def test_pages_go_on_where_they_were(
    client: httpx2.AsyncClient, set_back: Callable[[timedelta], None]
) -> None:
    made = [(await make(client, SAMPLE, number))["id"] for number in (1, 2, 3)]
    first = (await client.get(SAMPLE.path, params={"limit": 2})).json()
    set_back(timedelta(hours=1))
    await make(client, SAMPLE, 4)
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await client.get(SAMPLE.path, params=query)).json()
    assert [item["id"] for page in (first, second) for item in page["items"]] == made


async def test_no_change_is_older_than_what_it_changes(
    client: httpx2.AsyncClient, set_back: Callable[[timedelta], None]
) -> None:
    made = await make(client, CHANGED)
    set_back(timedelta(hours=1))
    path, headers = f"{CHANGED.path}/{made['id']}", {"If-Match": "*"}
    changed = (await client.patch(path, json=CHANGED.changes, headers=headers)).json()
    assert changed["version"] == 2
    assert _time(changed["updated_at"]) >= _time(made["updated_at"])
    assert changed["created_at"] == made["created_at"]
    assert (await client.get(path)).json() == changed


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
