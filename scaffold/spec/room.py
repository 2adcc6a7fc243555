"""How many rows a unique field leaves room for."""

import datetime as dt
import math
from fractions import Fraction

from scaffold.spec.bounds import INT32, INT64
from scaffold.spec.model import Field

LEAST_ROWS = 100
"""A table that can never hold so many rows is a list of constants, which an enum says better.

It also leaves room for what the tests of a service store beside each other.
"""


def rows(field: Field) -> int | None:  # noqa: PLR0911  one answer for each type
    """Count the values that a field can have, and so its rows if it is unique; None for more than one can count."""
    match field.type:
        case "bool" | "enum":
            return len(field.values or (False, True))
        case "int" | "bigint":
            return _steps(field, *(INT32 if field.type == "int" else INT64), scale=0)
        case "decimal":
            most = Fraction(10 ** (field.precision or 0) - 1, 10 ** (field.scale or 0))
            return _steps(field, -most, most, scale=field.scale or 0)
        case "float":
            return _floats(field)
        case "date":
            return _days(field)
        case "timestamp":
            return _moments(field)
        case "string":
            return 1 if field.maximum is not None and int(field.maximum) == 0 else None
        case _:
            return None


def range_words(field: Field) -> str:
    """Say between which limits a field's values lie, such as ` from 1 to 5`; empty without limits."""
    if field.type == "string":
        return f" of {field.maximum} characters"
    low = f" from {field.minimum}" if field.minimum is not None else ""
    return low + (f" to {field.maximum}" if field.maximum is not None else "")


def _steps(field: Field, low: Fraction | int, high: Fraction | int, scale: int) -> int:
    """Count the numbers with so many digits after the point; exact, unlike a `Decimal` of the default context."""
    low = Fraction(field.minimum) if field.minimum is not None else low
    high = Fraction(field.maximum) if field.maximum is not None else high
    whole: int = 10**scale
    return math.floor(high * whole) - math.ceil(low * whole) + 1


def _floats(field: Field) -> int | None:
    """Count the floats as far apart as any two must be for sums to tell them apart: two units in the last place."""
    if field.minimum is None or field.maximum is None:
        return None
    low, high = float(field.minimum), float(field.maximum)
    return math.floor(Fraction(high - low) / Fraction(2 * math.ulp(max(abs(low), abs(high))))) + 1


def _days(field: Field) -> int:
    low = dt.date.fromisoformat(field.minimum) if field.minimum is not None else dt.date.min
    high = dt.date.fromisoformat(field.maximum) if field.maximum is not None else dt.date.max
    return (high - low).days + 1


def _moments(field: Field) -> int:
    """Count the microseconds, which are the least that is stored."""
    low, high = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
    first = dt.datetime.fromisoformat(field.minimum) if field.minimum is not None else low
    last = dt.datetime.fromisoformat(field.maximum) if field.maximum is not None else high
    return (last - first) // dt.timedelta(microseconds=1) + 1
