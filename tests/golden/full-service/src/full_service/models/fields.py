"""Types of fields that clients send; what they send is checked here, once."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    EmailStr,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

PlainText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""Text that every database can hold: PostgreSQL has no NUL."""

EmailText = Annotated[EmailStr, AfterValidator(str.lower)]
"""An address in small letters, so that no two differ by case; only a message sent proves more."""

Int32 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
"""What a column of four bytes can hold."""


def integral(value: object) -> object:
    """Take 1.0 for 1, as JSON Schema does."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Integral = BeforeValidator(integral)


def iso_date(value: object) -> object:
    """Refuse what pydantic would take for a day besides `2026-01-31`, as a count of seconds."""
    if isinstance(value, dt.date) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
        return value
    raise ValueError("must be a date such as 2026-01-31")


IsoDate = Annotated[dt.date, BeforeValidator(iso_date)]
"""A day."""

FIRST_MOMENT = dt.datetime.min.replace(tzinfo=dt.UTC)
LAST_MOMENT = dt.datetime.max.replace(tzinfo=dt.UTC)
"""These two the driver of PostgreSQL takes for infinity."""


def iso_time(value: object) -> object:
    """Refuse what pydantic would take for a time besides RFC 3339, as a count of seconds."""
    if isinstance(value, dt.datetime) or re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", str(value)):
        return value
    raise ValueError("must be a time with its zone, such as 2026-01-31T12:30:00Z")


def in_utc(value: dt.datetime) -> dt.datetime:
    """Return the same time in UTC, where a time near the first or last year may have none."""
    try:
        moment = value.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("must be in the years 1 to 9999 in UTC") from error
    if not FIRST_MOMENT < moment < LAST_MOMENT:
        raise ValueError(f"must be between {FIRST_MOMENT} and {LAST_MOMENT}")
    return moment


UtcTime = Annotated[AwareDatetime, BeforeValidator(iso_time), AfterValidator(in_utc)]
"""A moment (RFC 3339), kept in UTC, to the microsecond."""


def now() -> dt.datetime:
    """Return the present moment."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the present day in UTC."""
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, slots=True)
class Digits:
    """Makes a `Decimal` a text in JSON, where a number would lose digits, and limits its digits."""

    precision: int
    scale: int

    def __get_pydantic_core_schema__(
        self, source: type[Decimal], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the text, which has all its digits, then give it those of the column."""
        exact = core_schema.no_info_after_validator_function(
            self._exact, core_schema.decimal_schema()
        )
        return core_schema.no_info_before_validator_function(self._plain, exact)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the text, with the limits that the field tells."""
        told = handler(schema).items()
        limits = {word: limit for word, limit in told if word.startswith("format")}
        return {"type": "string", "pattern": self._pattern, **limits}

    @property
    def _pattern(self) -> str:
        whole = self.precision - self.scale
        before = "0" if whole == 0 else f"(0|[1-9][0-9]{{0,{whole - 1}}})"
        after = rf"(\.[0-9]{{1,{self.scale}}})?" if self.scale else ""
        return f"^-?{before}{after}$"

    def _plain(self, value: object) -> object:
        text = f"{value:f}" if isinstance(value, Decimal) else value
        if isinstance(text, str) and re.fullmatch(self._pattern, text):
            return value
        if isinstance(text, str) and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
            raise ValueError(
                f"must have at most {self.precision} digits, {self.scale} of them after the point"
            )
        raise ValueError(f'must be a text such as "{Decimal(0).scaleb(-self.scale):f}"')

    def _exact(self, value: Decimal) -> Decimal:
        """Give every value the digits that the column has, so that it is shown as it is stored."""
        exact = value.quantize(Decimal(1).scaleb(-self.scale), context=Context(self.precision + 1))
        return exact or abs(exact)
