"""Minimals to test with."""

from tests.samples.base import Sample

MINIMAL = Sample(
    name="minimal",
    path="/minimals",
    table="minimals",
    new=lambda number: {
        "name": ("Name 1", "Name 2", "Name 3")[number % 3],
        "description": ("Description 1", "Description 2", "Description 3")[number % 3],
        "status": ("active", "archived", "active")[number % 3],
    },
    changes={
        "name": "Name 3",
        "description": "Description 3",
        "status": "active",
    },
    sorts=[
        "created_at",
    ],
    filters=[
        "status",
    ],
    long=[
        "description",
    ],
    optional=[
        "description",
        "status",
    ],
    edges={
        "name": ["é 🎉 \x7f"],
        "description": ["é 🎉 \x7f"],
    },
    refused=[
        ("name", "a" * 121, "too long"),
        ("name", "\x00", "NUL characters"),
        ("name", 1, "a number"),
        ("name", None, "null"),
        ("description", "a" * 100001, "too long"),
        ("description", "\x00", "NUL characters"),
        ("description", 1, "a number"),
        ("status", "", "none of the values"),
        ("status", 1, "a number"),
        ("status", None, "null"),
    ],
)
