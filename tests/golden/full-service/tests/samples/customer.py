"""Customers to test with."""

from tests.samples.base import Sample

CUSTOMER = Sample(
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
    optional=[
        "joined_on",
    ],
    edges={
        "email": ["Ann.B+c@EXAMPLE.com", "Jürgen@Exämple.com", "o'neil@xn--exmple-cua.com"],
        "full_name": ["é 🎉 \x7f"],
        "joined_on": ["0001-01-01", "9999-12-31"],
    },
    refused=[
        ("email", "nobody", "no @"),
        ("email", "a@b..c", "no such host"),
        ("email", "a b@example.com", "a blank"),
        ("email", "a\x00@example.com", "a NUL character"),
        ("email", "a" * 310 + "@example.com", "too long"),
        ("email", 1, "a number"),
        ("email", None, "null"),
        ("full_name", "a" * 121, "too long"),
        ("full_name", "a" * 0, "too short"),
        ("full_name", "\x00", "NUL characters"),
        ("full_name", 1, "a number"),
        ("full_name", None, "null"),
        ("joined_on", 0, "a number"),
        ("joined_on", "0", "a number in a text"),
        ("joined_on", "2026-02-30", "no such day"),
        ("joined_on", "2026-01-31T00:00:00", "a time of day"),
        ("joined_on", None, "null"),
    ],
)
