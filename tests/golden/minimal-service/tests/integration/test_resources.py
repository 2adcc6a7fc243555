"""What holds for every kind of resource."""

import json
from uuid import uuid4

import httpx2
import pytest

from tests.samples import SAMPLES, Sample, body, make

MISSING = uuid4()

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)
every_changing_kind = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES.values() if sample.changes], ids=str
)


@every_kind
async def test_create_answers_with_the_resource(client: httpx2.AsyncClient, sample: Sample) -> None:
    sent = await body(client, sample)
    answer = await client.post(sample.path, json=sent)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{sample.path}/{made['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert made["version"] == 1
    assert {name: made[name] for name in sent} == sent


@every_kind
async def test_get_shows_what_was_made(client: httpx2.AsyncClient, sample: Sample) -> None:
    given = await body(client, sample)
    least = {name: value for name, value in given.items() if name not in sample.optional}
    for sent in (given, least):
        made = await client.post(sample.path, json=sent)
        answer = await client.get(made.headers["Location"])
        assert answer.status_code == 200
        assert answer.headers["ETag"] == made.headers["ETag"]
        assert answer.content == made.content
        await client.delete(made.headers["Location"], headers={"If-Match": "*"})


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES.values() if sample.edges], ids=str)
async def test_what_is_answered_is_what_is_stored(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    for turn in range(max(map(len, sample.edges.values()))):
        edges = {name: values[turn % len(values)] for name, values in sample.edges.items()}
        made = await client.post(sample.path, json={**await body(client, sample), **edges})
        assert made.status_code == 201, made.text
        url = made.headers["Location"]
        assert (await client.get(url)).content == made.content
        await client.delete(url, headers={"If-Match": "*"})
        other = await make(client, sample, 2)
        url = f"{sample.path}/{other['id']}"
        changes = {name: value for name, value in edges.items() if name in sample.changes}
        changed = await client.patch(url, json=changes, headers={"If-Match": "*"})
        assert changed.status_code == 200, changed.text
        assert (await client.get(url)).content == changed.content
        await client.delete(url, headers={"If-Match": "*"})


@every_kind
async def test_get_of_a_known_version_sends_nothing(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    known = await client.get(url, headers={"If-None-Match": '"7", W/"1"'})
    assert (known.status_code, known.content) == (304, b"")
    other = await client.get(url, headers={"If-None-Match": '"7"'})
    assert other.status_code == 200


@every_changing_kind
async def test_patch_changes_what_it_names(client: httpx2.AsyncClient, sample: Sample) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    answer = await client.patch(url, json=sample.changes, headers={"If-Match": '"1"'})
    changed = answer.json()
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert (await client.get(url)).content == answer.content
    assert changed == {
        **made,
        **sample.changes,
        "version": 2,
        "updated_at": changed["updated_at"],
    }
    assert changed["updated_at"] > made["updated_at"]


@every_changing_kind
async def test_patch_may_be_called_a_merge_patch(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    made = await make(client, sample)
    answer = await client.patch(
        f"{sample.path}/{made['id']}",
        content=json.dumps(sample.changes),
        headers={"If-Match": "*", "Content-Type": "application/merge-patch+json"},
    )
    assert (answer.status_code, answer.json()["version"]) == (200, 2)


@every_kind
async def test_empty_patch_changes_nothing(client: httpx2.AsyncClient, sample: Sample) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    answer = await client.patch(url, json={}, headers={"If-Match": "*"})
    assert answer.json() == made


@every_kind
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_change_needs_the_version_that_was_read(
    client: httpx2.AsyncClient, sample: Sample, method: str
) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    sent = sample.changes if method == "PATCH" else None
    statuses = [
        (await client.request(method, url, json=sent, headers=headers)).status_code
        for headers in ({}, {"If-Match": '"2"'}, {"If-Match": "1"})
    ]
    assert statuses == [428, 412, 422]
    assert (await client.get(url)).json() == made


@every_kind
async def test_version_is_known_by_the_tag_that_a_proxy_made_weak(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    assert (await client.delete(url, headers={"If-Match": 'W/"1"'})).status_code == 204


@every_kind
async def test_head_tells_the_version(client: httpx2.AsyncClient, sample: Sample) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    found = await client.head(url)
    assert (found.status_code, found.headers["ETag"], found.content) == (200, '"1"', b"")
    assert (await client.head(url, headers={"If-None-Match": '"1"'})).status_code == 304


@every_kind
async def test_deleted_is_gone(client: httpx2.AsyncClient, sample: Sample) -> None:
    made = await make(client, sample)
    url = f"{sample.path}/{made['id']}"
    answer = await client.delete(url, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await client.get(url)).status_code == 404


@every_kind
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_unknown_id(client: httpx2.AsyncClient, sample: Sample, method: str) -> None:
    sent = sample.changes if method == "PATCH" else None
    url = f"{sample.path}/{MISSING}"
    answer = await client.request(method, url, json=sent, headers={"If-Match": "*"})
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:problem:not-found"


@every_kind
async def test_key_makes_a_create_safe_to_repeat(
    client: httpx2.AsyncClient, sample: Sample
) -> None:
    sent, headers = await body(client, sample), {"Idempotency-Key": "attempt 1"}
    first = await client.post(sample.path, json=sent, headers=headers)
    again = await client.post(sample.path, json=sent, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES.values() if sample.is_various], ids=str
)
async def test_key_is_for_one_body(client: httpx2.AsyncClient, sample: Sample) -> None:
    headers = {"Idempotency-Key": "attempt 1"}
    statuses = []
    for number in (1, 2):
        sent = await body(client, sample, number)
        answer = await client.post(sample.path, json=sent, headers=headers)
        statuses.append(answer.status_code)
    assert statuses == [201, 422]
    assert answer.json()["type"] == "urn:problem:idempotency-key-reused"


@pytest.mark.parametrize(
    ("sample", "field", "value"),
    [
        pytest.param(sample, field, value, id=f"{sample}-{field}-{reason}")
        for sample in SAMPLES.values()
        for field, value, reason in sample.refused
    ],
)
async def test_value_that_a_field_refuses(
    client: httpx2.AsyncClient, sample: Sample, field: str, value: object
) -> None:
    sent = {**await body(client, sample), field: value}
    answer = await client.post(
        sample.path, content=json.dumps(sent), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    locations = [error["location"] for error in answer.json()["errors"]]
    assert {".".join(location.split(".")[:2]) for location in locations} == {f"body.{field}"}
