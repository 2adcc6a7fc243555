"""Code of values that differ from number to number, for unique fields."""

import datetime as dt
import math
from fractions import Fraction

from scaffold.spec.model import Field
from scaffold.spec.room import LEAST_ROWS

from .layout import Piece, call, flat
from .literals import literal
from .ordered import SECOND, decimal_text, moment_of, number, span, steps_of_time
from .samples import DAY, MOMENT
from .strings import quoted

LAST = LEAST_ROWS - 1
"""The greatest number that a test counts to: every unique field has room for it."""

SHORT = 12
"""So much of a field's name stands in its values."""

FIRST_LETTER = 0x4E00
"""The first of the letters that unique texts with little room are made of: 20 thousand in a row, in no two cases."""

PLACES = 28
"""So many digits Python's arithmetic with decimals keeps, if it is told nothing else."""

EXPONENT = -10
"""Floats grow by 2 to this power where nothing else is needed: such steps are exact, and short when printed."""


def numbered(field: Field, count: str) -> Piece:
    """Return the code of a value in JSON that is another one for each number in the variable `count`, up to `LAST`."""
    match field.type:
        case "string" | "text":
            return _text(field, count)
        case "email":
            return f'f"{field.name[:SHORT]}{{{count}}}@example.com"'
        case "url":
            return f'f"https://example.com/{{{count}}}"'
        case "uuid":
            return f'f"00000000-0000-0000-0000-{{{count}:012x}}"'
        case "int" | "bigint" | "float" | "decimal" | "date" | "timestamp":
            return _ordered(field, count)
        case _:
            message = f"{field.name}: a {field.type} cannot be unique"
            raise ValueError(message)


def _text(field: Field, count: str) -> str:
    longest = int(field.maximum or field.length or 40)
    shortest = int(field.minimum or 0)
    words = f"{field.name[:SHORT].replace('_', ' ').strip()} "
    digits = 6
    if longest < digits:
        letter = f"chr(0x{FIRST_LETTER:X} + {count})"
        return letter if shortest < len("ab") else f"{letter} * {shortest}"
    if longest < len(words) + digits:
        return f'f"{{{count}:0{max(1, shortest)}}}"'
    return f'f"{words}{{{count}:0{max(digits, shortest - len(words))}}}"'


def _ordered(field: Field, count: str) -> Piece:
    """Count up from the lower limit, or down from the upper one."""
    down = field.minimum is None and field.maximum is not None
    limit = field.minimum if field.minimum is not None else field.maximum
    first = _usual_first(field) if limit is None else number(field, limit)
    sign = "-" if down else "+"
    match field.type:
        case "float":
            return f"{literal(float(first))} {sign} {count}{_float_scale(field, first)}"
        case "decimal":
            return _decimal(field, int(first), sign, count)
        case "date":
            day = dt.date.fromordinal(int(first))
            return call("str", f"date({day.year}, {day.month}, {day.day}) {sign} timedelta(days={count})")
        case "timestamp":
            seconds = f"-{count}" if down else count
            return call("moment", quoted(moment_of(int(first)).isoformat()), f"{seconds}{_time_scale(field)}")
        case _:
            return f"{int(first)} {sign} {count}"


def _usual_first(field: Field) -> Fraction:
    match field.type:
        case "decimal":
            return Fraction(0)
        case "date":
            return Fraction(DAY.toordinal())
        case "timestamp":
            return Fraction(steps_of_time(MOMENT))
        case "float":
            return Fraction(3, 2)
        case _:
            return Fraction(1)


def _decimal(field: Field, first: int, sign: str, count: str) -> Piece:
    scale = field.scale or 0
    if scale == 0:
        return call("str", f"{first} {sign} {count}" if first or sign == "-" else count)
    start, step = (f'Decimal("{decimal_text(steps, scale)}")' for steps in (first, 1))
    if len(str(abs(first) + LAST)) <= PLACES:
        return call("format", f"{start} {sign} {count} * {step}", '"f"')
    operation = "add" if sign == "+" else "subtract"
    return call("format", call(f"Context({field.precision}).{operation}", start, f"{count} * {step}"), '"f"')


def _float_scale(field: Field, first: Fraction) -> str:
    """Make the steps so small that they stay within the limits, and so great that each gives another float."""
    low, high = span(field)
    exponent = EXPONENT
    while LAST * Fraction(2) ** exponent > high - low:
        exponent -= 1
    while Fraction(2) ** exponent < 2 * Fraction(math.ulp(float(abs(first) + LAST * Fraction(2) ** exponent))):
        exponent += 1
    if exponent == EXPONENT:
        return f" / {2**-exponent}"
    return f" / 2**{-exponent}" if exponent < 0 else f" * 2**{exponent}"


def _time_scale(field: Field) -> str:
    """Make the steps, a second each, so small that they stay within the limits."""
    low, high = span(field)
    parts = next((parts for parts in (1, 10, 100, 1000, 10**4, 10**5) if parts * (high - low) >= LAST * SECOND), SECOND)
    return "" if parts == 1 else f" / {parts:_}"


def imports(field: Field) -> tuple[str, ...]:
    """Return the import lines that the code needs."""
    match field.type:
        case "decimal":
            code = flat(numbered(field, "0"))
            return tuple(f"from decimal import {name}" for name in ("Context", "Decimal") if f"{name}(" in code)
        case "date":
            return ("from datetime import date, timedelta",)
        case "timestamp":
            return ("from tests.samples.base import moment",)
        case _:
            return ()
