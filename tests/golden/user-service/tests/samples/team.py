"""Teams to test with."""

from tests.samples.base import Sample

TEAM = Sample(
    name="team",
    path="/teams",
    table="teams",
    new=lambda number: {
        "name": f"name {number:06}",
        "description": ("Description 1", "Description 2", "Description 3")[number % 3],
        "founded": ("2026-01-31", "2026-02-01", "2026-02-02")[number % 3],
        "budget": ("0.00", "1.00", "2.00")[number % 3],
    },
    changes={
        "name": f"name {0:06}",
        "description": "Description 3",
        "founded": "2026-02-02",
        "budget": "2.00",
    },
    sorts=[
        "created_at",
        "name",
    ],
    filters=[
        "name",
    ],
    long=[
        "description",
    ],
    unique=[
        "name",
    ],
    optional=[
        "description",
        "founded",
        "budget",
    ],
    edges={
        "name": ["é 🎉 \x7f"],
        "description": ["é 🎉 \x7f"],
        "founded": ["0001-01-01", "9999-12-31"],
        "budget": ["0.00", "9999999999.99", "0", "-0"],
    },
    refused=[
        ("name", "a" * 81, "too long"),
        ("name", "\x00", "NUL characters"),
        ("name", 1, "a number"),
        ("name", None, "null"),
        ("description", "a" * 100001, "too long"),
        ("description", "\x00", "NUL characters"),
        ("description", 1, "a number"),
        ("founded", 0, "a number"),
        ("founded", "0", "a number in a text"),
        ("founded", "2026-02-30", "no such day"),
        ("founded", "2026-01-31T00:00:00", "a time of day"),
        ("budget", "10000000000", "too many digits"),
        ("budget", "0.001", "too many digits after the point"),
        ("budget", 1.5, "a binary fraction, which is not exact"),
        ("budget", "1e1", "an exponent"),
        ("budget", "NaN", "not a number"),
        ("budget", "-0.01", "below the least value"),
        ("budget", None, "null"),
    ],
)
