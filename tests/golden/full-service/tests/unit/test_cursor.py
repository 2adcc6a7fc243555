import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from full_service.models.errors import InvalidCursorError
from full_service.repositories import cursor

ID = UUID(int=7)


@given(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
        st.integers(),
        st.datetimes(timezones=st.just(UTC)),
        st.decimals(allow_nan=False, allow_infinity=False),
    )
)
def test_comes_back_as_it_went(value: str | int | datetime | Decimal) -> None:
    assert cursor.decode(cursor.encode("field", value, ID), "field", type(value)) == (value, ID)


@given(st.text())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursorError):
        cursor.decode(text, "field", str)


@pytest.mark.parametrize(
    "content",
    [
        ["another field", "value", ID.hex],
        ["field", 1, ID.hex],
        ["field", "a\x00b", ID.hex],
        ["field", "\ud800", ID.hex],
        ["field", "value", "no id"],
        ["field", "value", 1],
        ["field", "value"],
        None,
        {},
    ],
)
def test_cursor_made_by_hand_is_refused(content: object) -> None:
    made = urlsafe_b64encode(json.dumps(content).encode()).decode()
    with pytest.raises(InvalidCursorError):
        cursor.decode(made, "field", str)
