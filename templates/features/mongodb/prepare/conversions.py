"""How the values of a field follow when its type changes, as MongoDB calculates them."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from scaffold.evolution import FieldChange
from scaffold.evolution.conversion import TEXTS
from scaffold.spec.bounds import INT32, INT64
from scaffold.spec.model import Field

from .code import Code, decimal
from .shapes import is_long

Expression = Any

GONE = "$$REMOVE"
MIDNIGHT = "T00:00:00.000000Z"
_INT_TEXT = "^(0|-?[1-9][0-9]{0,18})$"
_WHOLE = {"int": INT32, "bigint": INT64}
_CONTEXT = Context(prec=80)


def is_beyond(change: FieldChange) -> bool:
    """Say whether digits that BSON's numbers do not have would have to be calculated with."""
    before, after = change.before, change.after
    if before is None or after is None or change.conversion in {"same", "replaced"}:
        return False
    return is_long(before) or is_long(after)


def converted(value: str, change: FieldChange) -> Expression:  # noqa: C901, PLR0911  one answer for each pair
    """Return a value's new form, where it changes: the expression itself, where it stays."""
    before, after = change.before, change.after
    if before is None or after is None or is_beyond(change):
        return value
    named = _renamed(value, change.values) if change.values else value
    match before.type, after.type:
        case _, "enum" if change.conversion == "narrowed":
            return {"$cond": [{"$in": [named, list(after.values)]}, named, GONE]}
        case (("string" | "text"), ("int" | "bigint")):
            return _number(value, after)
        case first, second if first in TEXTS and second in TEXTS:
            is_cut = change.conversion == "narrowed" and after.length
            return {"$substrCP": [named, 0, after.length]} if is_cut else named
        case (("int" | "bigint"), ("string" | "text")):
            return {"$toString": value}
        case (("int" | "bigint"), "float"):
            return {"$toDouble": value}
        case "float", ("int" | "bigint"):
            return {"$toLong": _rounded(_clamped(value, before, after), 0, Code("0.5"))}
        case (("int" | "bigint" | "decimal"), ("int" | "bigint" | "decimal")):
            return _of_exact(value, change, before, after)
        case "date", "timestamp":
            return {"$dateToString": {"date": value, "format": f"%Y-%m-%d{MIDNIGHT}"}}
        case "timestamp", "date":
            return {"$dateFromString": {"dateString": {"$substrCP": [value, 0, 10]}}}
        case _:
            return named


def _of_exact(value: str, change: FieldChange, before: Field, after: Field) -> Expression:
    """Give numbers that are exact another type, rounded halves away from zero."""
    number = _clamped(value, before, after) if change.conversion == "narrowed" else value
    if before.type != "decimal":
        return {"$toDecimal": number} if after.type == "decimal" else number
    places = (after.scale or 0) if after.type == "decimal" else 0
    if (before.scale or 0) > places:
        number = _rounded(number, places, decimal(Decimal(5).scaleb(-places - 1)))
    return number if after.type == "decimal" else {"$toLong": number}


def _rounded(number: Expression, places: int, half: Code) -> Expression:
    """Round halves away from zero; MongoDB's own way makes them even."""
    away = {"$cond": [{"$gte": ["$$number", 0]}, half, Code(_negative(half.text))]}
    if half.text == "0.5":  # to add one half to a float would round what is just below one half
        whole = {"$trunc": "$$number"}
        rest = {"$trunc": {"$multiply": [2, {"$subtract": ["$$number", whole]}]}}
        return {"$let": {"vars": {"number": number}, "in": {"$add": [whole, rest]}}}
    sum_ = {"$add": ["$$number", away]}
    return {"$let": {"vars": {"number": number}, "in": {"$trunc": [sum_, places]}}}


def _negative(text: str) -> str:
    return text.replace('("', '("-')


def _clamped(value: str, before: Field, after: Field) -> Expression:
    """Bring numbers into the range that the field has now; they are of the old type still."""
    low, high = _allowed(after)
    return {"$min": [{"$max": [value, _like(before, low, ROUND_CEILING)]}, _like(before, high, ROUND_FLOOR)]}


def _like(field: Field, number: Decimal, way: str) -> object:
    """Write a limit as a value of a field's type."""
    places = field.scale or 0 if field.type == "decimal" else 0
    exact = number.quantize(Decimal(1).scaleb(-places), way, _CONTEXT)
    if field.type == "decimal":
        return decimal(f"{exact:f}")
    return float(exact) if field.type == "float" else int(exact)


def _allowed(field: Field) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a field takes."""
    if field.type in _WHOLE:
        low, high = map(Decimal, _WHOLE[field.type])
    else:
        high = Decimal(10 ** (field.precision or 0) - 1).scaleb(-(field.scale or 0), _CONTEXT)
        low = high.copy_negate()
    if field.minimum is not None:
        low = max(low, Decimal(field.minimum))
    if field.maximum is not None:
        high = min(high, Decimal(field.maximum))
    return low, high


def _number(value: str, after: Field) -> Expression:
    """Read a text as a whole number; one that is none, or does not fit, goes."""
    low, high = map(int, _allowed(after))
    read = {"$convert": {"input": value, "to": "long", "onError": None}}
    fits = {"$and": [{"$gte": ["$$number", low]}, {"$lte": ["$$number", high]}]}
    number = {"$let": {"vars": {"number": read}, "in": {"$cond": [fits, "$$number", GONE]}}}
    return {"$cond": [{"$regexMatch": {"input": value, "regex": _INT_TEXT}}, number, GONE]}


def _renamed(value: str, values: tuple[tuple[str, str], ...]) -> Expression:
    branches = [{"case": {"$eq": [value, old]}, "then": new} for old, new in values]
    return {"$switch": {"branches": branches, "default": value}}
