"""What becomes of a field's stored values when its type changes."""

from typing import Literal

from scaffold.spec.model import Field

Conversion = Literal["same", "widened", "narrowed", "replaced"]
"""`same`: nothing happens to them; `widened`: each is converted and none is lost; `replaced`: all are thrown away, and
the field begins anew. `narrowed`: they are converted, on every database alike, and what does not fit changes:

- a number is rounded to the places that there are, halves away from zero; one that is too small or too great becomes
  the nearest of its old type that fits;
- a text is cut at the field's length, and a moment at its day in UTC;
- a value that an enum has not any more, and a text that is no number, becomes what rows without a value get."""

TEXTS = frozenset({"string", "text", "email", "url", "enum"})
WHOLE_DIGITS = {"int": 10, "bigint": 19}
"""Digits of the longest whole number of a type."""


def conversion(before: Field, after: Field) -> Conversion:
    """Tell what becomes of a field's values."""
    if before.type in TEXTS and after.type in TEXTS:
        return _of_texts(before, after)
    if before.type in WHOLE_DIGITS and after.type != before.type:
        return _of_whole_numbers(before, after)
    if before.type == "decimal":
        return _of_decimals(before, after)
    if before.type == after.type:
        return _of_same_type(before, after)
    return _PAIRS.get((before.type, after.type), "replaced")


_PAIRS: dict[tuple[str, str], Conversion] = {
    ("float", "int"): "narrowed",
    ("float", "bigint"): "narrowed",
    ("date", "timestamp"): "widened",
    ("timestamp", "date"): "narrowed",
    ("list", "json"): "same",
}


def _of_texts(before: Field, after: Field) -> Conversion:
    if after.type == "enum" and not (before.type == "enum" and set(before.values) <= set(after.values)):
        return "narrowed"
    if after.length is not None and (before.length is None or before.length > after.length):
        return "narrowed"
    return "same" if before.length == after.length else "widened"


def _of_whole_numbers(before: Field, after: Field) -> Conversion:
    digits = WHOLE_DIGITS[before.type]
    match after.type:
        case "int" | "bigint" | "float":
            return "widened" if before.type == "int" else "narrowed"
        case "string" | "text":
            return "widened" if after.length is None or after.length > digits else "replaced"
        case "decimal":
            return "widened" if digits <= _whole_digits(after) else "narrowed"
        case _:
            return "replaced"


def _of_decimals(before: Field, after: Field) -> Conversion:
    match after.type:
        case "decimal":
            if (before.precision, before.scale) == (after.precision, after.scale):
                return "same"
            fits = (before.scale or 0) <= (after.scale or 0) and _whole_digits(before) <= _whole_digits(after)
        case "int" | "bigint":
            fits = not before.scale and _whole_digits(before) < WHOLE_DIGITS[after.type]
        case _:
            return "replaced"
    return "widened" if fits else "narrowed"


def _whole_digits(field: Field) -> int:
    """Count a decimal's digits before the point."""
    return (field.precision or 0) - (field.scale or 0)


def _of_same_type(before: Field, after: Field) -> Conversion:
    if before.items and after.items:
        return "same" if _is_alike(before.items, after.items) else "replaced"
    return "same" if before.target == after.target else "replaced"


def _is_alike(before: Field, after: Field) -> bool:
    """Say whether items of one type, as JSON has them, can be read as the other."""
    alike = before.type == after.type or {before.type, after.type} <= TEXTS or after.type == "bigint"
    return alike and conversion(before, after) in {"same", "widened"}
