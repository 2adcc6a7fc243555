from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from full_service.models.aggregates import StoredEvent
from full_service.models.identifiers import new_id
from full_service.models.upcasts import CURRENT, REVISIONS, Revision, names_of, upcast

EVENT = StoredEvent(
    position=1,
    aggregate="Leaf",
    aggregate_id=new_id(),
    version=1,
    kind="created",
    revision="0001",
    data={"name": "Oak"},
    recorded_at=datetime.now(UTC),
)


def rename(_: StoredEvent, data: dict[str, Any]) -> None:
    if "name" in data:
        data["title"] = data.pop("name")


def age(event: StoredEvent, data: dict[str, Any]) -> None:
    if event.is_whole:
        data["age"] = 0


HISTORY = (
    Revision("0002_aaaa", {}, {"Leaf": rename}),
    Revision("0002_bbbb", {}, {"Leaf": age}),
    Revision("0003_cccc", {"Leaf": "Petal"}, {}),
)


def test_old_event_is_read_as_of_today() -> None:
    read = upcast(EVENT, HISTORY)
    assert read == replace(EVENT, aggregate="Petal", data={"title": "Oak", "age": 0})
    assert EVENT.data == {"name": "Oak"}


def test_event_has_what_it_was_written_with() -> None:
    """What the other branch did, which had the same number, is done to it still."""
    one = replace(EVENT, revision="0002_aaaa", data={"title": "Oak"})
    other = replace(EVENT, revision="0002_bbbb", data={"name": "Oak", "age": 0})
    for event in (one, other):
        read = upcast(event, HISTORY)
        assert read is not None
        assert read.data == {"title": "Oak", "age": 0}
    newest = replace(EVENT, aggregate="Petal", revision="0003_cccc")
    assert upcast(newest, HISTORY) == newest


def test_change_says_no_more_than_it_did() -> None:
    changed = upcast(replace(EVENT, kind="changed"), HISTORY)
    assert changed is not None
    assert changed.data == {"title": "Oak"}


def test_entity_that_there_is_no_more() -> None:
    gone = Revision("0004_dddd", {"Petal": None}, {})
    assert upcast(EVENT, (*HISTORY, gone)) is None


def test_kind_is_known_by_all_its_names() -> None:
    assert names_of("Petal", HISTORY) == ("Petal", "Leaf")
    assert names_of("Leaf", HISTORY) == ("Leaf",)


def test_new_events_need_no_upcast() -> None:
    written = replace(EVENT, revision=CURRENT)
    assert upcast(written) == written
    assert [each.id for each in REVISIONS] == sorted(each.id for each in REVISIONS)
