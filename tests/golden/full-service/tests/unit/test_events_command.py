import argparse

import pytest

from full_service.handlers.events_command import add_events_command, run_events_command
from full_service.models.messages import Message
from tests.unit.fakes import FakeStorage

MESSAGE = Message("key", {"ce_type": "something_happened"}, b"{}", "elsewhere")


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


async def run(storage: FakeStorage, *words: str) -> None:
    parser = argparse.ArgumentParser()
    add_events_command(parser.add_subparsers(dest="command"))
    await run_events_command(storage, parser.parse_args(["events", *words]))


async def test_nothing_failed(storage: FakeStorage, capsys: pytest.CaptureFixture[str]) -> None:
    await run(storage, "list")
    assert capsys.readouterr().out == "no message has failed\n"


async def test_list_says_why(storage: FakeStorage, capsys: pytest.CaptureFixture[str]) -> None:
    await storage.dead_letters.add("fake", MESSAGE, "no such order")
    await run(storage, "list")
    (letter,) = await storage.dead_letters.newest(2)
    printed = capsys.readouterr().out
    assert printed.startswith(str(letter.id))
    assert printed.endswith("  something_happened  no such order\n")


async def test_list_is_of_the_last(
    storage: FakeStorage, capsys: pytest.CaptureFixture[str]
) -> None:
    for reason in ("first", "second", "third"):
        await storage.dead_letters.add("fake", MESSAGE, reason)
    await run(storage, "list", "--limit", "2")
    third, second, rest = capsys.readouterr().out.splitlines()
    assert third.endswith("third")
    assert second.endswith("second")
    assert rest == "more have failed before: --limit shows them"
    await run(storage, "list", "--limit", "3")
    assert len(capsys.readouterr().out.splitlines()) == 3
    with pytest.raises(SystemExit, match="at least 1"):
        await run(storage, "list", "--limit", "0")


async def test_one_is_sent_again(storage: FakeStorage, capsys: pytest.CaptureFixture[str]) -> None:
    for reason in ("first", "second"):
        await storage.dead_letters.add("fake", MESSAGE, reason)
    second, first = await storage.dead_letters.newest(2)
    await run(storage, "replay", str(first.id))
    assert await storage.dead_letters.newest(2) == [second]
    assert list(storage.outbox.waiting.values()) == [MESSAGE]
    assert storage.outbox.put_on == ["fake"]
    assert capsys.readouterr().out == "1 will be sent again\n"
    with pytest.raises(SystemExit, match=f"there is no failed message {first.id}"):
        await run(storage, "replay", str(first.id))


async def test_all_are_sent_again(storage: FakeStorage) -> None:
    for reason in ("first", "second"):
        await storage.dead_letters.add("fake", MESSAGE, reason)
    await run(storage, "replay", "--all")
    assert len(storage.outbox.waiting) == 2


@pytest.mark.parametrize("words", [[], ["--all", "00000000-0000-0000-0000-000000000000"]])
async def test_says_that_it_must_be_told_which(storage: FakeStorage, words: list[str]) -> None:
    with pytest.raises(SystemExit, match="--all"):
        await run(storage, "replay", *words)
