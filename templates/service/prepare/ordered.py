"""Values of types that have an order, as exact numbers of the type's least steps.

A step is 1, a decimal's last place, a day or a microsecond; a float is its own value.
"""

import datetime as dt
import sys
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from scaffold.spec.bounds import FIRST, INT32, INT64, LAST
from scaffold.spec.model import Field

from .literals import Json

SECOND = 10**6
YEAR_1 = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


class Span(NamedTuple):
    """The least and the greatest value."""

    low: Fraction
    high: Fraction


def span(field: Field) -> Span:
    """Return between which values a field's values lie: its own limits, or those of its type."""
    low, high = _span_of_type(field)
    return Span(
        low if field.minimum is None else number(field, field.minimum),
        high if field.maximum is None else number(field, field.maximum),
    )


def _span_of_type(field: Field) -> Span:
    match field.type:
        case "int":
            return _span(*INT32)
        case "bigint":
            return _span(*INT64)
        case "float":
            return Span(Fraction(-sys.float_info.max), Fraction(sys.float_info.max))
        case "decimal":
            most = 10 ** (field.precision or 0) - 1
            return _span(-most, most)
        case "date":
            return _span(dt.date.min.toordinal(), dt.date.max.toordinal())
        case _:
            return _span(FIRST_STEP, LAST_STEP)


def _span(low: int, high: int) -> Span:
    return Span(Fraction(low), Fraction(high))


def number(field: Field, text: str) -> Fraction:
    """Return a limit as a number of steps."""
    match field.type:
        case "float":
            return Fraction(float(text))
        case "decimal":
            whole: int = 10 ** (field.scale or 0)
            return Fraction(text) * whole
        case "date":
            return Fraction(dt.date.fromisoformat(text).toordinal())
        case "timestamp":
            steps = steps_of_time(dt.datetime.fromisoformat(text))
            return Fraction(min(max(steps, FIRST_STEP), LAST_STEP))
        case _:
            return Fraction(int(text))


def steps_of_time(moment: dt.datetime) -> int:
    """Return the microseconds since the first year began."""
    return (moment - YEAR_1) // dt.timedelta(microseconds=1)


FIRST_STEP = steps_of_time(dt.datetime.fromisoformat(FIRST)) + 1
LAST_STEP = steps_of_time(dt.datetime.fromisoformat(LAST)) - 1
"""Moments that a field can hold lie between these."""


def written(field: Field, steps: Fraction) -> Json:
    """Return a value as JSON has it; a fraction of a step is cut off."""
    match field.type:
        case "float":
            return float(steps)
        case "decimal":
            return decimal_text(int(steps), field.scale or 0)
        case "date":
            return dt.date.fromordinal(int(steps)).isoformat()
        case "timestamp":
            return moment_of(int(steps)).isoformat().replace("+00:00", "Z")
        case _:
            return int(steps)


def decimal_text(steps: int, scale: int) -> str:
    """Write a decimal with all the digits after its point."""
    exact = Context(prec=len(str(steps)))
    return f"{Decimal(steps).scaleb(-scale, exact):f}"


def moment_of(steps: int) -> dt.datetime:
    """Return the moment so many microseconds after the first year began."""
    return YEAR_1 + dt.timedelta(microseconds=steps)
