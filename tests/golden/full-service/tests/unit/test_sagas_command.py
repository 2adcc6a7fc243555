import argparse
from uuid import UUID

import pytest

from full_service.handlers.sagas_command import add_sagas_command, run_sagas_command
from full_service.models.identifiers import new_id
from full_service.models.sagas import SagaState
from full_service.services import sagas
from full_service.services.all_sagas import SAGAS
from full_service.services.saga_definition import Own, UndoFailedError
from full_service.services.saga_progress import ATTEMPTS
from tests.trip import VERSION, CarFailed, FlightDone, HotelDone, TripData, trip
from tests.unit.fakes import FakeStorage

DATA = TripData(days=7)
TOLD = {"version": VERSION, "data": DATA}


class Hotel:
    """Takes its step, and undoes it or not."""

    breaks = False

    async def run(self, *_: object) -> None:
        """Do what is asked."""

    async def undo(self, *_: object) -> None:
        if self.breaks:
            raise RuntimeError("nobody answers")


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def hotel(monkeypatch: pytest.MonkeyPatch) -> Hotel:
    hotel = Hotel()
    monkeypatch.setitem(SAGAS, "trip", trip({"hotel": Own(hotel.run, hotel.undo)}))
    return hotel


async def failed(storage: FakeStorage) -> UUID:
    """Let the saga fail after the step of the hotel, which is stuck if it cannot be undone."""
    saga_id, definition = new_id(), SAGAS["trip"]
    done = FlightDone(saga_id=saga_id, **TOLD)
    await sagas.advance(definition, done.TYPE, done, storage)
    late = CarFailed(saga_id=saga_id, reason="no car is free", **TOLD)
    try:
        await sagas.advance(definition, late.TYPE, late, storage)
    except UndoFailedError as error:
        for _ in range(ATTEMPTS):
            await sagas.put_off(definition, late.TYPE, late, error.reason, storage)
    return saga_id


async def run(storage: FakeStorage, *words: object) -> None:
    parser = argparse.ArgumentParser()
    add_sagas_command(parser.add_subparsers())
    await run_sagas_command(storage, parser.parse_args(["sagas", *map(str, words)]))


@pytest.mark.usefixtures("hotel")
async def test_list_is_empty(storage: FakeStorage, capsys: pytest.CaptureFixture[str]) -> None:
    await run(storage, "list")
    assert capsys.readouterr().out == "no saga is in this state\n"


async def test_what_is_stuck_is_tried_again(
    storage: FakeStorage, hotel: Hotel, capsys: pytest.CaptureFixture[str]
) -> None:
    hotel.breaks = True
    saga_id = await failed(storage)
    await run(storage, "list")
    assert f"{saga_id}" in (shown := capsys.readouterr().out)
    assert "trip  hotel cannot be undone: RuntimeError: nobody answers" in shown
    with pytest.raises(SystemExit, match="nobody answers"):
        await run(storage, "retry", saga_id)
    hotel.breaks = False
    await run(storage, "retry", saga_id)
    assert "is being undone" in capsys.readouterr().out
    assert storage.sagas.stored[saga_id].compensated == ["hotel"]


async def test_what_is_stuck_is_settled(storage: FakeStorage, hotel: Hotel) -> None:
    hotel.breaks = True
    saga_id = await failed(storage)
    assert storage.sagas.stored[saga_id].state is SagaState.STUCK
    await run(storage, "settle", saga_id)
    assert storage.sagas.stored[saga_id].compensated == ["hotel"]


@pytest.mark.usefixtures("hotel")
async def test_what_cannot_be_done_is_said(
    storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match="no saga"):
        await run(storage, "retry", new_id())
    event = HotelDone(saga_id=new_id(), **TOLD)
    await sagas.advance(SAGAS["trip"], event.TYPE, event, storage)
    with pytest.raises(SystemExit, match="what is not undone is flight, hotel"):
        await run(storage, "retry", event.saga_id)
    with pytest.raises(SystemExit, match="is not stuck"):
        await run(storage, "settle", event.saga_id)
    monkeypatch.delitem(SAGAS, "trip")
    with pytest.raises(SystemExit, match="takes no part in trip"):
        await run(storage, "retry", event.saga_id)
