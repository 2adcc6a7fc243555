"""Pages, order and filters."""

import json
from base64 import urlsafe_b64encode
from itertools import chain
from typing import Any

import httpx2
import pytest

from full_service.repositories import paging
from tests.samples import SAMPLES, Sample, make

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)


async def pages(
    client: httpx2.AsyncClient, sample: Sample, **query: str | float
) -> list[list[dict[str, Any]]]:
    """Follow the cursors to the end."""
    found = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get(sample.path, params={**query, **cursor})
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        if answer.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": answer.json()["next_cursor"]}


@every_kind
async def test_empty(client: httpx2.AsyncClient, sample: Sample) -> None:
    answer = await client.get(sample.path)
    assert answer.json() == {"items": [], "next_cursor": None}


@every_kind
async def test_every_order_and_page(client: httpx2.AsyncClient, sample: Sample) -> None:
    made = [await make(client, sample, number) for number in range(5)]
    for sort in sample.sorts:
        expected = sorted(made, key=lambda item: (sample.value(item, sort), item["id"]))
        for limit in (2, 5):
            ascending = await pages(client, sample, sort=sort, limit=limit)
            descending = await pages(client, sample, sort=f"-{sort}", limit=limit)
            assert list(chain(*ascending)) == expected
            assert list(chain(*descending)) == expected[::-1]
            assert max(map(len, ascending)) == limit


@every_kind
async def test_page_is_not_moved_by_what_comes_before_it(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    made = [await make(client, sample, number) for number in range(3)]
    first = (await client.get(sample.path, params={"limit": 2})).json()
    await client.delete(f"{sample.path}/{made[0]['id']}", headers={"If-Match": "*"})
    await client.delete(f"{sample.path}/{made[1]['id']}", headers={"If-Match": "*"})
    rest = await client.get(sample.path, params={"limit": 2, "cursor": first["next_cursor"]})
    assert rest.json()["items"] == made[2:]


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES.values() if sample.long], ids=str)
async def test_page_of_long_items_ends_early(
    client: httpx2.AsyncClient, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_LENGTH", 1)
    made = [await make(client, sample, number) for number in range(3)]
    found = await pages(client, sample)
    assert list(chain(*found)) == made
    begun = [item[name] for page in found for item in page[:-1] for name in sample.long]
    assert begun == [None] * len(begun), "behind an item that fills it, a page went on"


@pytest.mark.parametrize(
    ("sample", "name"), [(sample, name) for sample in SAMPLES.values() for name in sample.filters]
)
async def test_filter(client: httpx2.AsyncClient, sample: Sample, name: str) -> None:
    made = [await make(client, sample, number) for number in range(2)]
    assert made[1][name] is not None
    found = await pages(client, sample, **{name: made[1][name]})
    assert list(chain(*found)) == [item for item in made if item[name] == made[1][name]]


@pytest.mark.parametrize(
    ("sample", "name"), [(sample, name) for sample in SAMPLES.values() for name in sample.ranges]
)
async def test_range(client: httpx2.AsyncClient, sample: Sample, name: str) -> None:
    made = [await make(client, sample, number) for number in range(3)]
    lower, upper = sample.ranges[name]
    values = [sample.value(item, name) for item in made]
    middle = sorted(made, key=lambda item: sample.value(item, name))[1]
    limit = sample.value(middle, name)
    above = await pages(client, sample, **{lower: middle[name]})
    assert list(chain(*above)) == [made[at] for at, value in enumerate(values) if value >= limit]
    below = await pages(client, sample, **{upper: middle[name]})
    assert list(chain(*below)) == [made[at] for at, value in enumerate(values) if value <= limit]


@every_kind
@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        2**70,
        -(2**70),
        1e308,
        "1e400000",
        "1e-400000",
        "9" * 60,
    ],
)
async def test_cursor_made_by_hand(
    client: httpx2.AsyncClient, sample: Sample, value: str | float
) -> None:
    await make(client, sample, 1)
    for sort in (*sample.sorts, *(f"-{name}" for name in sample.sorts)):
        parts = json.dumps([sort.removeprefix("-"), value, "0" * 32])
        cursor = urlsafe_b64encode(parts.encode()).decode()
        answer = await client.get(sample.path, params={"sort": sort, "cursor": cursor})
        assert answer.status_code in {200, 422}, answer.text


@every_kind
@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"sort": "id; drop table"},
        {"cursor": "nonsense"},
        {"cursor": "bnVsbA"},
        {"colour": "blue"},
    ],
)
async def test_wrong_query(
    client: httpx2.AsyncClient, sample: Sample, query: dict[str, str]
) -> None:
    answer = await client.get(sample.path, params=query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("sample", "sort"), [(sample, sort) for sample in SAMPLES.values() for sort in sample.sorts[1:]]
)
async def test_cursor_of_another_order(
    client: httpx2.AsyncClient, sample: Sample, sort: str
) -> None:
    for number in range(2):
        await make(client, sample, number)
    cursor = (await client.get(sample.path, params={"limit": 1})).json()["next_cursor"]
    answer = await client.get(sample.path, params={"cursor": cursor, "sort": sort})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:problem:invalid-cursor"
