"""Defaults and limits of a field, by its type."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from scaffold.spec.model import Field, FieldType
from scaffold.spec.subject import cut

INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 2**10)
"""Up to the last number of eight bytes that is a double too: many clients read every number of JSON as a double."""
MAX_ITEMS = 10_000
MIN_JSON, MAX_JSON = 100, 10_000_000
"""Between these the limit of a JSON document's bytes can be set."""
USUAL: Mapping[FieldType, int] = {"text": 100_000, "list": 1_000, "json": 65_536}
"""What the service takes where the spec sets no `max`: characters, items, bytes of JSON. No table has this limit."""
DEEPEST = 100
"""How often lists and objects of a JSON default may stand in each other."""

_LENGTHS = {"string", "text", "list"}
NUMBERS = {"int", "bigint", "float", "decimal"}
TIMES = {"date", "timestamp"}
_MOVING = {"now", "today"}
FIRST, LAST = "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"
"""Moments that no field holds: PostgreSQL's driver takes them for infinity."""
PAST = "2026-01-01"
"""A day that had passed before this was written: what moves on is later for ever."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"(?=.{{1,254}}$)(?=.{{1,64}}@){_ATOM}(\.{_ATOM})*@({_LABEL}\.)+[A-Za-z]{{2,63}}"
_NOWHERE = {"arpa", "invalid", "local", "localhost", "onion", "test"}
"""The last parts of names that no message can be sent to (RFC 6761)."""


def default_value(field: Field, text: str) -> object:
    """Read a default: text, numbers and booleans as such; decimals, dates, times and ids as text.

    `now` (timestamp), `today` (date) and `random` (uuid) stand for a value made for each row. Raises `ValueError` with
    the reason.
    """
    read = _DEFAULTS.get(field.type)
    if read is None:
        raise ValueError(f"a {field.type} has no default")
    value = None if text == "null" else read(field, _unquoted(text))
    if value is None:
        raise ValueError("null is no default; leave it out, and make the field optional")
    if field.type == "timestamp" and value in {FIRST, LAST}:
        raise ValueError(f"{text} is infinity to PostgreSQL, so the service does not take it")
    return value


def greatest(field: Field) -> int | None:
    """Return the most characters, items or bytes that a client may send: what the spec says, else what is usual."""
    usual = USUAL.get(field.type, field.length)
    if field.maximum is not None or usual is None:
        return None if field.maximum is None else int(field.maximum)
    return max(usual, int(field.minimum or 0))


def range_faults(field: Field) -> Iterator[tuple[str, str]]:
    """Give what is wrong with `min`, `max` and the default together: the modifier, and the reason."""
    bounds: dict[str, Decimal | str] = {}
    if field.type == "json" and field.minimum is not None:
        yield "min", "a json has no min"
        return
    for word, text in (("min", field.minimum), ("max", field.maximum)):
        if text is None:
            continue
        try:
            bounds[word] = _bound(field, text)
        except ValueError as error:
            yield word, str(error)
    low, high = bounds.get("min"), bounds.get("max")
    if low == LAST or high == FIRST:
        yield "min" if low == LAST else "max", "it leaves nothing but infinity, to PostgreSQL"
    elif low is not None and high is not None and low > high:  # type: ignore[operator]
        yield "max", f"max={field.maximum} is below min={field.minimum}"
    elif field.has_default:
        yield from _default_faults(field, low, high)


def limit_text(field: Field, text: str) -> str:
    """Give a limit in its one spelling, where it is a day or a moment; any other as it is."""
    if field.type not in TIMES:
        return text
    try:
        return str(_DEFAULTS[field.type](field, text))
    except ValueError:
        return text


def _default_faults(field: Field, low: Decimal | str | None, high: Decimal | str | None) -> Iterator[tuple[str, str]]:
    yield from _moving_faults(field, high)
    value = _measured(field)
    if value is None:
        return
    if low is not None and value < low:  # type: ignore[operator]
        yield "default", f"the default is below min={field.minimum}"
    if high is not None and value > high:  # type: ignore[operator]
        yield "default", f"the default is above max={field.maximum}"


def _moving_faults(field: Field, high: Decimal | str | None) -> Iterator[tuple[str, str]]:
    """Refuse a default that moves on where no day to come is allowed; a check has no clock."""
    if _moves(field) and isinstance(high, str) and high < PAST:
        yield "default", f"default={field.default} is above max={field.maximum} by now: no row could be made with it"


def _moves(field: Field) -> bool:
    return field.type in TIMES and field.default in _MOVING


def _measured(field: Field) -> Decimal | str | None:
    """Give what `min` and `max` are compared with."""
    default = field.default
    if field.type in _LENGTHS and isinstance(default, str | list):
        return Decimal(len(default))
    if field.type == "json" and field.has_default:
        return Decimal(_json_bytes(default))
    if field.type in NUMBERS:
        return Decimal(str(default))
    return default if field.type in TIMES and isinstance(default, str) and not _moves(field) else None


def _bound(field: Field, text: str) -> Decimal | str:
    if field.type in _LENGTHS:
        limit = field.length or (MAX_ITEMS if field.type == "list" else None)
        what = "a number of items" if field.type == "list" else "a length"
        if not re.fullmatch(r"[0-9]{1,9}", text) or (limit is not None and int(text) > limit):
            raise ValueError(f"{cut(text)} must be {what}" + (f" from 0 to {limit}" if limit else ""))
        return Decimal(text)
    if field.type in NUMBERS:
        return Decimal(str(_DEFAULTS[field.type](field, text)))
    if field.type == "json":
        if not re.fullmatch(r"[0-9]{1,9}", text) or not MIN_JSON <= int(text) <= MAX_JSON:
            raise ValueError(f"{cut(text)} must be a number of bytes from {MIN_JSON} to {MAX_JSON}")
        return Decimal(text)
    if field.type in TIMES:
        if text in _MOVING:
            raise ValueError(f"{text} cannot be a limit: it moves")
        return str(_DEFAULTS[field.type](field, text))
    raise ValueError(f"a {field.type} has no min or max")


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _text(field: Field, text: str) -> str:
    if field.length is not None and len(text) > field.length:
        raise ValueError(f"the default has {len(text)} characters; the field has room for {field.length}")
    return text


def _email(_: Field, text: str) -> str:
    if not re.fullmatch(_EMAIL, text) or text.rpartition(".")[2].lower() in _NOWHERE:
        raise ValueError(f"{cut(text)} is not an e-mail address")
    return text.lower()


def _url(field: Field, text: str) -> str:
    from pydantic import HttpUrl, ValidationError

    try:
        url = HttpUrl(text)
    except ValidationError:
        raise ValueError(f"{cut(text)} is not a URL such as https://example.org") from None
    if url.username or url.password:
        raise ValueError(f"{cut(text)} holds credentials")
    return _text(field, str(url))


def _whole(limits: tuple[int, int]) -> Callable[[Field, str], int]:
    def read(field: Field, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,20}", text):
            raise ValueError(f"{cut(text)} is not a whole number")
        if not limits[0] <= int(text) <= limits[1]:
            raise ValueError(f"{text} is outside the range of {field.type}, {limits[0]} to {limits[1]}")
        return int(text)

    return read


def _float(_: Field, text: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?", text):
        raise ValueError(f"{cut(text)} is not a number")
    return float(text)


def _decimal(field: Field, text: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", text):
        raise ValueError(f"{cut(text)} is not a number")
    precision, scale = field.precision or 0, field.scale or 0
    whole, _, fraction = text.removeprefix("-").partition(".")
    if len(whole.lstrip("0")) > precision - scale or len(fraction.rstrip("0")) > scale:
        raise ValueError(f"{text} does not fit decimal({precision}, {scale})")
    return text


def _bool(_: Field, text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"{cut(text)} is not true or false")
    return text == "true"


def _date(_: Field, text: str) -> str:
    if text == "today":
        return text
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise ValueError(f"{cut(text)} is not a date such as 2026-12-31") from None


def _timestamp(_: Field, text: str) -> str:
    if text == "now":
        return text
    fault = f"{cut(text)} is not a time with its zone, such as 2026-12-31T12:00:00Z"
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(dt.UTC).isoformat()
    except (ValueError, OverflowError):
        raise ValueError(fault) from None
    raise ValueError(fault)


def _uuid(_: Field, text: str) -> str:
    if text == "random":
        return text
    import uuid

    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ValueError(f"{cut(text)} is not a UUID; random makes one for each row") from None


def _json(_: Field, text: str) -> object:
    import json

    try:
        value: object = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueError(f"{cut(text)} is not JSON") from None
    if _is_deeper(value, DEEPEST):
        raise ValueError(f"{cut(text)} is nested deeper than {DEEPEST} levels")
    return value


def _json_bytes(value: object) -> int:
    import json

    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))


def _is_deeper(value: object, levels: int) -> bool:
    """Whether lists and objects stand in each other more often. How deep Python itself reads depends on its version."""
    inside = [value]
    for _ in range(levels + 1):
        containers = [each for each in inside if isinstance(each, (list, dict))]
        inside = [inner for each in containers for inner in (each.values() if isinstance(each, dict) else each)]
        if not containers:
            return False
    return True


def _no_constant(word: str) -> None:
    """Refuse `NaN` and its kin, which Python reads and JSON has not (RFC 8259)."""
    raise ValueError(word)


def _enum(field: Field, text: str) -> str:
    if text not in field.values:
        raise ValueError(f"{cut(text)} is not one of its values: {', '.join(field.values)}")
    return text


def _list(_: Field, text: str) -> list[object]:
    if text.replace(" ", "") != "[]":
        raise ValueError("the default of a list can only be []")
    return []


_DEFAULTS: dict[str, Callable[[Field, str], object]] = {
    "string": _text,
    "text": _text,
    "int": _whole(INT32),
    "bigint": _whole(INT64),
    "float": _float,
    "decimal": _decimal,
    "bool": _bool,
    "date": _date,
    "timestamp": _timestamp,
    "uuid": _uuid,
    "email": _email,
    "url": _url,
    "json": _json,
    "enum": _enum,
    "list": _list,
}
