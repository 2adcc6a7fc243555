"""Resources to test with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import httpx2

Json = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One kind of resource, and what can be done with it."""

    name: str
    path: str
    table: str
    new: Callable[[int], Json]
    """What a client sends to make one; another number makes a different one."""
    changes: Json
    """What a client sends to change number 1."""
    sorts: Sequence[str]
    filters: Sequence[str] = ()
    """Parameters that compare the field of the same name."""
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Fields, and the parameters of their lower and upper limit."""
    unique: Sequence[str] = ()
    refused: Sequence[tuple[str, Any, str]] = ()
    """Fields, values that they must not take, and why."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Fields that refer to another kind, and its name."""

    def __str__(self) -> str:
        return self.name


SAMPLES = {
    sample.name: sample
    for sample in (
        Sample(
            name="customer",
            path="/customers",
            table="customers",
            new=lambda number: {
                "email": f"email{number}@example.com",
                "full_name": ("Full name 1", "Full name 2", "Full name 3")[number % 3],
                "joined_on": ("2026-01-31", "2026-02-01", "2026-02-02")[number % 3],
            },
            changes={
                "email": f"email{0}@example.com",
                "full_name": "Full name 3",
            },
            sorts=[
                "created_at",
                "email",
            ],
            filters=[
                "email",
            ],
            unique=[
                "email",
            ],
            refused=[
                ("email", "nobody", "no @"),
                ("email", "a b@example.com", "a blank"),
                ("email", "a\x00@example.com", "a NUL character"),
                ("email", "a" * 310 + "@example.com", "too long"),
                ("email", 1, "a number"),
                ("email", None, "null"),
                ("full_name", "a" * 121, "too long"),
                ("full_name", "a" * 0, "too short"),
                ("full_name", "\x00" * 1, "NUL characters"),
                ("full_name", 1, "a number"),
                ("full_name", None, "null"),
                ("joined_on", 0, "a number"),
                ("joined_on", "0", "a number in a text"),
                ("joined_on", "2026-02-30", "no such day"),
                ("joined_on", "2026-01-31T00:00:00", "a time of day"),
                ("joined_on", None, "null"),
            ],
        ),
        Sample(
            name="order",
            path="/orders",
            table="orders",
            new=lambda number: {
                "number": f"number {number:06}",
                "status": ("open", "paid", "shipped")[number % 3],
                "total": ("0.00", "1.00", "2.00")[number % 3],
                "placed_at": (
                    "2026-01-31T12:30:00Z",
                    "2026-01-31T12:30:01Z",
                    "2026-01-31T12:30:02Z",
                )[number % 3],
                "gift": (True, False, True)[number % 3],
                "note": ("Note 1", "Note 2", "Note 3")[number % 3],
            },
            changes={
                "status": "shipped",
                "total": "2.00",
                "placed_at": "2026-01-31T12:30:02Z",
                "gift": True,
                "note": "Note 3",
            },
            sorts=[
                "created_at",
                "number",
                "placed_at",
            ],
            filters=[
                "customer_id",
                "number",
                "status",
                "placed_at",
                "gift",
            ],
            ranges={
                "placed_at": ("placed_at_from", "placed_at_to"),
            },
            unique=[
                "number",
            ],
            refused=[
                ("customer_id", "1234", "no UUID"),
                ("customer_id", 1, "a number"),
                ("customer_id", None, "null"),
                ("number", "a" * 21, "too long"),
                ("number", "\x00" * 1, "NUL characters"),
                ("number", 1, "a number"),
                ("number", None, "null"),
                ("status", "", "none of the values"),
                ("status", 1, "a number"),
                ("status", None, "null"),
                ("total", "10000000000", "too many digits"),
                ("total", "0.001", "too many digits after the point"),
                ("total", 1.5, "a binary fraction, which is not exact"),
                ("total", "1e1", "an exponent"),
                ("total", "NaN", "not a number"),
                ("total", "-0.01", "below the least value"),
                ("total", None, "null"),
                ("placed_at", 0, "a number"),
                ("placed_at", "0", "a number in a text"),
                ("placed_at", "2026-01-31T12:30:00", "no time zone"),
                ("placed_at", "0001-01-01T00:00:00+01:00", "before the first year in UTC"),
                ("placed_at", None, "null"),
                ("gift", 1, "a number"),
                ("gift", "true", "a text"),
                ("gift", None, "null"),
                ("note", "a" * 2001, "too long"),
                ("note", "\x00" * 1, "NUL characters"),
                ("note", 1, "a number"),
            ],
            references={
                "customer_id": "customer",
            },
        ),
        Sample(
            name="order_line",
            path="/order-lines",
            table="order_lines",
            new=lambda number: {
                "article": ("Article 1", "Article 2", "Article 3")[number % 3],
                "quantity": (1, 2, 3)[number % 3],
                "price": ("0.00", "1.00", "2.00")[number % 3],
            },
            changes={
                "article": "Article 3",
                "quantity": 3,
                "price": "2.00",
            },
            sorts=[
                "created_at",
                "article",
            ],
            filters=[
                "order_id",
                "article",
            ],
            refused=[
                ("order_id", "1234", "no UUID"),
                ("order_id", 1, "a number"),
                ("order_id", None, "null"),
                ("article", "a" * 41, "too long"),
                ("article", "\x00" * 1, "NUL characters"),
                ("article", 1, "a number"),
                ("article", None, "null"),
                ("quantity", 2**31, "too great for the column"),
                ("quantity", -(2**31) - 1, "too small for the column"),
                ("quantity", "1", "a text"),
                ("quantity", 1.5, "a fraction"),
                ("quantity", 0, "below the least value"),
                ("quantity", 1001, "above the greatest value"),
                ("quantity", None, "null"),
                ("price", "100000000", "too many digits"),
                ("price", "0.001", "too many digits after the point"),
                ("price", 1.5, "a binary fraction, which is not exact"),
                ("price", "1e1", "an exponent"),
                ("price", "NaN", "not a number"),
                ("price", "-0.01", "below the least value"),
                ("price", None, "null"),
            ],
            references={
                "order_id": "order",
            },
        ),
    )
}

_fresh: WeakKeyDictionary[httpx2.AsyncClient, Iterator[int]] = WeakKeyDictionary()
"""Numbers of what is referred to: low, as some fields have room for few, and new to each client."""


async def body(client: httpx2.AsyncClient, sample: Sample, number: int = 1) -> Json:
    """Make what a new resource refers to, and return what to send to make it."""
    body = sample.new(number)
    numbers = _fresh.setdefault(client, count(10))
    for name, target in sample.references.items():
        body[name] = (await make(client, SAMPLES[target], next(numbers)))["id"]
    return body


async def make(client: httpx2.AsyncClient, sample: Sample, number: int = 1) -> Json:
    """Make a resource."""
    answer = await client.post(sample.path, json=await body(client, sample, number))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made
