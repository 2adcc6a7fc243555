"""Durations, rates, sizes, URLs and paths: text with a meaning of its own."""

import re

from scaffold.spec.model import Duration, Rate, Size
from scaffold.tusk import seconds

_RATE = r"(\d[\d_]{0,14}?)_?(?:req|requests)?(?:_per_|/)(s|sec|second|m|min|minute|h|hour|d|day)"
_PER = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE = r"(\d[\d_]{0,14}(?:\.\d{1,9})?) ?([kKMGT]i?)?B?"
_POWER = {"K": 1, "M": 2, "G": 3, "T": 4}
_URL = r"[a-z][a-z0-9+.-]*://[^\s/?#]+[^\s]*"


def duration(text: str) -> Duration | None:
    """Read `100ms`, `5s`, `1m` (a minute), `24h`, `30d`."""
    length = seconds(text)
    return None if length is None else Duration(text, length)


def rate(text: str) -> Rate | None:
    """Read `1000_req_per_min`, `20/s`."""
    match = re.fullmatch(_RATE, text)
    if match is None or int(match[1]) == 0:
        return None
    return Rate(text, int(match[1]), _PER[match[2][0]])


def size(text: str) -> Size | None:
    """Read `512MB` (powers of 1000) and `512MiB` or `512Mi` (powers of 1024)."""
    match = re.fullmatch(_SIZE, text)
    if match is None:
        return None
    unit = match[2] or ""
    base = 1024 if unit.endswith("i") else 1000
    factor = base ** _POWER[unit[0].upper()] if unit else 1
    return Size(text, int(float(match[1]) * factor))


def is_url(text: str) -> bool:
    """Say whether a text is an absolute URL with a host (RFC 3986)."""
    return re.fullmatch(_URL, text, re.IGNORECASE) is not None


def path_fault(text: str) -> str | None:
    """Say what is wrong with a path, or None."""
    if not text:
        return "is empty"
    if any(not character.isprintable() for character in text):
        return "holds a character that cannot be printed"
    if "\\" in text:
        return "must have / between its parts"
    return "must not hold .." if ".." in text.split("/") else None
