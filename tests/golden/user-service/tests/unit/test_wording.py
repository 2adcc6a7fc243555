"""What is wrong with a request is told in words for its sender."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from user_service.models.fields import Digits
from user_service.models.wording import message

SAME = AfterValidator(lambda value: value)
NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SHOWN = "2026-01-01T00:00:00Z"
EVE = NEW_YEAR - dt.timedelta(seconds=1)
AT_LEAST = "Input should be greater than or equal to"
TOO_LONG = "must have at most 4 digits, 2 of them after the point"


def refuse(value: str) -> str:
    raise ValueError(f"must not be {value}")


@pytest.mark.parametrize(
    ("kind", "sent", "told"),
    [
        (Annotated[Decimal, SAME, Field(ge=Decimal(1))], Decimal(0), f"{AT_LEAST} 1"),
        (Annotated[dt.date, SAME, Field(ge=dt.date.max)], dt.date.min, f"{AT_LEAST} 9999-12-31"),
        (Annotated[dt.datetime, SAME, Field(ge=NEW_YEAR)], EVE, f"{AT_LEAST} {SHOWN}"),
        (Annotated[str, Field(max_length=1)], "ab", "String should have at most 1 character"),
        (Annotated[str, AfterValidator(refuse)], "ab", "must not be ab"),
        (Annotated[Decimal, Digits(4, 2)], "1.234", TOO_LONG),
        (Annotated[Decimal, Digits(4, 2)], "-123", TOO_LONG),
        (Annotated[Decimal, Digits(10, 8)], "1e1", 'must be a text such as "0.00000000"'),
    ],
)
def test_what_is_wrong_is_told(kind: Any, sent: object, told: str) -> None:  # noqa: ANN401 - a type
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(sent)
    assert [message(each) for each in caught.value.errors()] == [told]
