"""What this service needs of the events of others; the tests write it down for who publishes them."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from pact import match
from pydantic import BaseModel

from full_service.config import Settings
from full_service.handlers.messages import HANDLERS
from full_service.handlers.redis_messages import RedisMessages
from full_service.models.messages import Message
from full_service.services import reactions
from tests.contract.parties import SERVICE, WRITTEN, alike, new_contract
from tests.incoming import Incoming, samples
from tests.unit.fakes import FakeStorage

HEADERS = {
    "ce_specversion": "1.0",
    "ce_id": match.like("0190"),
    "ce_time": match.like("2026-01-31T12:30:00+00:00"),
}


@pytest.mark.usefixtures("_no_old_contract")
@pytest.mark.parametrize("incoming", samples(), ids=str)
def test_reacts_to_what_it_needs(incoming: Incoming, monkeypatch: pytest.MonkeyPatch) -> None:
    kind: type[BaseModel] = HANDLERS[incoming.source, incoming.type].__annotations__["event"]
    needed = {
        name: incoming.data[name]
        for name, field in kind.model_fields.items()
        if field.is_required()
    }
    contract = new_contract(SERVICE, incoming.source)
    (
        contract.upon_receiving(incoming.type, "Async")
        .with_metadata({**HEADERS, "ce_source": incoming.source, "ce_type": incoming.type})
        .with_body(alike(needed), "application/json")
    )
    events: asyncio.Queue[object] = asyncio.Queue()

    async def react(event: object, _: object) -> None:
        await events.put(event)

    reaction = getattr(reactions, f"{incoming.source.replace('-', '_')}_{incoming.type}")
    monkeypatch.setattr(reaction, "react", react)

    def handle(body: str | bytes | None, headers: dict[str, Any]) -> None:
        written = body.encode() if isinstance(body, str) else body or b""
        texts = {name: str(value) for name, value in headers.items()}
        found = asyncio.run(delivered(written, texts, events))
        assert found == kind.model_validate(needed)

    contract.verify(handle, "Async")
    contract.write_file(WRITTEN)


async def delivered(body: bytes, headers: dict[str, str], events: asyncio.Queue[object]) -> object:
    """Send a message in this process, and return what a reaction was called with."""
    storage = FakeStorage()
    message = Message("key", headers, body)
    await storage.outbox.put(message, ["fake"])
    messages = RedisMessages(Settings(), storage)
    prepared = asyncio.get_running_loop().create_future()
    prepared.set_result(None)
    async with messages.running(prepared):
        with suppress(TimeoutError):
            return await asyncio.wait_for(events.get(), 5)
    reasons = [letter.reason for letter in await storage.dead_letters.newest(9)]
    pytest.fail(f"no reaction was called: {reasons}")
