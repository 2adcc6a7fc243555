"""What becomes of a field's stored values when its type changes."""

from typing import Literal

from scaffold.spec.model import Field

Conversion = Literal["same", "widened", "narrowed", "replaced"]
"""`same`: nothing happens to them; `widened`: each is converted and none is lost; `narrowed`: they are converted, and
what does not fit is cut, rounded or replaced; `replaced`: all are thrown away, and the field begins anew."""

TEXTS = frozenset({"string", "text", "email", "url", "enum"})
MAX_EXACT = 17
"""Digits of decimals that every database can calculate with as whole numbers."""
_DIGITS = {"int": 10, "bigint": 19}


def conversion(before: Field, after: Field) -> Conversion:
    """Tell what becomes of a field's values."""
    if before.type in TEXTS and after.type in TEXTS:
        return _of_texts(before, after)
    if before.type in _DIGITS and after.type != before.type:
        return _of_whole_numbers(before, after)
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
    digits = _DIGITS[before.type]
    if after.type in {"int", "bigint", "float"}:
        return "widened" if before.type == "int" else "narrowed"
    if after.type in {"string", "text"}:
        return "widened" if after.length is None or after.length > digits else "replaced"
    precision, scale = after.precision or 0, after.scale or 0
    fits = after.type == "decimal" and digits <= precision - scale and precision <= MAX_EXACT
    return "widened" if fits else "replaced"


def _of_same_type(before: Field, after: Field) -> Conversion:
    if before.type == "decimal":
        return _of_decimals(before, after)
    if before.items and after.items:
        return "same" if _is_alike(before.items, after.items) else "replaced"
    return "same" if before.target == after.target else "replaced"


def _of_decimals(before: Field, after: Field) -> Conversion:
    old, new = ((field.precision or 0, field.scale or 0) for field in (before, after))
    if old == new:
        return "same"
    if max(old[0], new[0]) > MAX_EXACT:
        return "replaced"
    return "widened" if old[1] <= new[1] and old[0] - old[1] <= new[0] - new[1] else "narrowed"


def _is_alike(before: Field, after: Field) -> bool:
    """Say whether items of one type can be read as the other."""
    if before.type in TEXTS and after.type in TEXTS:
        return _of_texts(before, after) in {"same", "widened"}
    return before.type == after.type and conversion(before, after) == "same"
