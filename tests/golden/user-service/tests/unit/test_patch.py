from datetime import UTC, datetime
from typing import Annotated

import pytest
from pydantic import MISSING, AfterValidator, JsonValue

from user_service.models.base import BasePatch, BaseResource, changes_by
from user_service.models.errors import InvalidValueError
from user_service.models.identifiers import new_id


class Note(BaseResource, frozen=True):
    document: JsonValue


def short(document: JsonValue) -> JsonValue:
    if len(str(document)) > 50:
        raise ValueError("must be short")
    return document


class NotePatch(BasePatch, frozen=True):
    document: Annotated[JsonValue, AfterValidator(short)] | MISSING = MISSING


def changes(stored: JsonValue, sent: JsonValue) -> dict[str, object]:
    now = datetime.now(UTC)
    note = Note(id=new_id(), version=1, created_at=now, updated_at=now, document=stored)
    return changes_by(NotePatch(document=sent), note)


@pytest.mark.parametrize(
    ("stored", "sent", "merged"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}),
        ({"a": [1]}, {"a": [{"b": None}]}, {"a": [{"b": None}]}),
        ({"a": "text"}, {"a": {"b": {"c": None}}}, {"a": {"b": {}}}),
        (["text"], {"a": 1, "b": None}, {"a": 1}),
        ({"a": 1}, ["text"], ["text"]),
        ({"a": None}, {"b": 1}, {"a": None, "b": 1}),
    ],
)
def test_documents_are_merged(stored: JsonValue, sent: JsonValue, merged: JsonValue) -> None:
    assert changes(stored, sent) == {"document": merged}


@pytest.mark.parametrize(
    ("stored", "sent"),
    [({"a": 1}, {"a": True}), ({"a": False}, {"a": 0}), (1, True), ([0], [False])],
)
def test_numbers_are_not_truth_values(stored: JsonValue, sent: JsonValue) -> None:
    (changed,) = changes(stored, sent).values()
    assert repr(changed) == repr(sent)


@pytest.mark.parametrize("sent", [{"a": 1, "b": [2]}, {"b": [2]}, {}, {"c": None}])
def test_what_is_so_already_is_no_change(sent: JsonValue) -> None:
    assert changes({"b": [2], "a": 1}, sent) == {}


def test_field_that_was_not_sent_stays() -> None:
    now = datetime.now(UTC)
    note = Note(id=new_id(), version=1, created_at=now, updated_at=now, document=1)
    assert changes_by(NotePatch(), note) == {}


def test_what_is_merged_has_the_limits_of_what_is_sent() -> None:
    with pytest.raises(InvalidValueError, match="document: must be short"):
        changes({"a": "a" * 30}, {"b": "b" * 30})
    assert changes({"a": "a" * 30}, {"a": None, "b": "b" * 30}) == {"document": {"b": "b" * 30}}
