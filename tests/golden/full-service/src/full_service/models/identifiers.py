"""Identifiers: one type for each kind of resource, sorted by the time they were made."""

import secrets
import time
from typing import NewType
from uuid import UUID

CustomerId = NewType("CustomerId", UUID)
OrderId = NewType("OrderId", UUID)
OrderLineId = NewType("OrderLineId", UUID)


def new_id() -> UUID:
    """Make a UUID of version 7 (RFC 9562), so that new rows stand together in an index."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds << 16) | (0x7 << 12) | (random >> 62)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)
