"""Cursors made by hand to cost much."""

from base64 import urlsafe_b64encode
from decimal import Decimal

import pytest
from sqlalchemy.dialects import sqlite

from full_service.models.errors import InvalidCursorError
from full_service.repositories import cursor
from full_service.repositories.columns import DecimalType


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InvalidCursorError):
        cursor.decode(urlsafe_b64encode(b"[" * 100_000).decode(), "field", str)


@pytest.mark.parametrize("text", ["1e400000", "-1e400000", "100", "-100", "0.005"])
def test_number_that_no_column_holds(text: str) -> None:
    to_text = DecimalType(4, 2).bind_processor(sqlite.dialect())
    with pytest.raises(OverflowError):
        to_text(Decimal(text))


@pytest.mark.parametrize("text", ["99.99", "-99.99", "0", "0e5", "0.01"])
def test_number_that_the_column_holds(text: str) -> None:
    column = DecimalType(4, 2)
    to_text = column.bind_processor(sqlite.dialect())
    to_number = column.result_processor(sqlite.dialect(), None)
    assert to_number(to_text(Decimal(text))) == Decimal(text)


@pytest.mark.parametrize("number", [7, 7.5, -1])
def test_number_of_another_type_compares(number: float) -> None:
    to_text = DecimalType(4, 2).bind_processor(sqlite.dialect())
    assert to_text(number) == to_text(Decimal(number))


@pytest.mark.parametrize("calculated", [20_150, 15_050.0, "50", "20150"])
def test_what_sqlite_calculates_is_no_number(calculated: object) -> None:
    to_number = DecimalType(4, 2).result_processor(sqlite.dialect(), None)
    with pytest.raises(TypeError, match="SQLite cannot calculate with decimals"):
        to_number(calculated)
