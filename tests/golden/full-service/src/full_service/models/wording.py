"""What pydantic finds wrong, in words for whoever sent it."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

CODE = re.compile(r"Decimal\('(.*)'\)|datetime\.(date|datetime)\((.*)\)")
"""How pydantic shows the limit of a type that it does not know to have one."""

LIMITS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}


def message(found: Mapping[str, Any]) -> str:
    """Return what an error says: our own words alone, and limits as they are sent."""
    text: str = found["msg"]
    if found["type"] == "value_error":
        return text.removeprefix("Value error, ")
    return CODE.sub(_sent, text) if found["type"] in LIMITS else text


def _sent(limit: re.Match[str]) -> str:
    number, kind, parts = limit.groups()
    if number is not None:
        return str(number)
    year, month, day, *time = map(int, re.findall(r"\d+", parts))
    date = dt.date(year, month, day).isoformat()
    if kind == "date":
        return date
    hour, minute, second = [*time, 0][:3]
    return f"{date}T{dt.time(hour, minute, second)}Z"
