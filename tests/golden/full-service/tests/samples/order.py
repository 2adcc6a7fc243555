"""Orders to test with."""

from datetime import datetime

from tests.samples.base import Sample

ORDER = Sample(
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
    read={
        "placed_at": datetime.fromisoformat,
    },
    long=[
        "note",
    ],
    unique=[
        "number",
    ],
    optional=[
        "status",
        "total",
        "placed_at",
        "gift",
        "note",
    ],
    edges={
        "number": ["é 🎉 \x7f"],
        "total": ["0.00", "9999999999.99", "0", "-0"],
        "placed_at": [
            "0001-01-01T00:00:00.000001Z",
            "9999-12-31T23:59:59.999998Z",
            "2026-01-31T12:30:00.123456789+05:30",
            "2026-01-31 12:30:00z",
        ],
        "note": ["é 🎉 \x7f"],
    },
    refused=[
        ("customer_id", "1234", "no UUID"),
        ("customer_id", 1, "a number"),
        ("customer_id", None, "null"),
        ("number", "a" * 21, "too long"),
        ("number", "\x00", "NUL characters"),
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
        ("placed_at", "0001-01-01T00:00:00Z", "infinity to PostgreSQL"),
        ("placed_at", "9999-12-31T23:59:59.999999Z", "infinity to PostgreSQL"),
        ("placed_at", "0001-01-01T00:00:00+01:00", "before the first year in UTC"),
        ("placed_at", None, "null"),
        ("gift", 1, "a number"),
        ("gift", "true", "a text"),
        ("gift", None, "null"),
        ("note", "a" * 2001, "too long"),
        ("note", "\x00", "NUL characters"),
        ("note", 1, "a number"),
    ],
    references={
        "customer_id": "customer",
    },
)
