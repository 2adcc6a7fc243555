"""What the clients of other services send, and what they make of the answers."""

import json

import pytest
from fastapi import FastAPI

from full_service.models.base import BaseResource
from full_service.models.errors import NotFoundError, UnavailableError
from tests.remote_samples import EACH, SAMPLES, Remote, carry_out, clients_at
from tests.unit.fake_remote import FakeRemoteResource
from tests.upstreams import Behaviour, says, upstream

SENT = {"read": "GET", "list": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}


def answer(operation: str, sample: Remote) -> Behaviour:
    if operation == "delete":
        return says(204)
    if operation == "list":
        return says(200, json.dumps({"items": [sample.stored], "next_cursor": None}))
    return says(201 if operation == "create" else 200, json.dumps(sample.stored))


@pytest.mark.parametrize(("sample", "operation"), EACH, ids=str)
async def test_each_operation(sample: Remote, operation: str) -> None:
    async with (
        upstream(answer(operation, sample)) as service,
        clients_at(service.url) as clients,
    ):
        await carry_out(operation, sample, clients)
    one = f"/{sample.id}" if operation in {"read", "update", "delete"} else ""
    expected = f"{SENT[operation]} {sample.path}{one}"
    assert service.requests[0].partition(" HTTP")[0].partition("?")[0] == expected


async def test_service_starts_without_the_others(app: FastAPI) -> None:
    sample = SAMPLES[0]
    remote = getattr(app.state.services.remote, sample.module)
    with pytest.raises(UnavailableError, match=sample.service):
        await getattr(remote, sample.plural).get(sample.id)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
async def test_fake_does_what_a_service_does(sample: Remote) -> None:
    stored = sample.model.model_validate(sample.stored)
    fake: FakeRemoteResource[BaseResource] = FakeRemoteResource(sample.model, stored)
    assert await fake.get(sample.id) == stored
    found = fake.list({"id": str(sample.id)}, sort="-created_at")
    assert [each async for each in found] == [stored]
    if "create" in sample.operations:
        made = await fake.create(sample.new)
        assert await fake.get(made.id) == made
    if "update" in sample.operations:
        stored = await fake.update(stored, sample.patch)
    await fake.delete(stored)
    with pytest.raises(NotFoundError):
        await fake.get(sample.id)
