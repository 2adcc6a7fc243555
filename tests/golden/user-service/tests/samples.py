"""Resources to test with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID
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
            unique=[
                "name",
            ],
            refused=[
                ("name", "a" * 81, "too long"),
                ("name", "\x00" * 1, "NUL characters"),
                ("name", 1, "a number"),
                ("name", None, "null"),
                ("description", "\x00" * 1, "NUL characters"),
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
        ),
        Sample(
            name="user",
            path="/users",
            table="users",
            new=lambda number: {
                "email": f"email{number}@example.com",
                "full_name": ("Full name 1", "Full name 2", "Full name 3")[number % 3],
                "status": ("invited", "active", "suspended")[number % 3],
                "birthday": ("2026-01-31", "2026-02-01", "2026-02-02")[number % 3],
                "last_login": (
                    "2026-01-31T12:30:00Z",
                    "2026-01-31T12:30:01Z",
                    "2026-01-31T12:30:02Z",
                )[number % 3],
                "logins": (0, 1, 2)[number % 3],
                "newsletter": (True, False, True)[number % 3],
                "homepage": (
                    "https://example.com/users/1",
                    "https://example.com/users/2",
                    "https://example.com/users/3",
                )[number % 3],
                "external_id": str(UUID(int=number)),
                "tags": (["Tags 1"], ["Tags 2"], ["Tags 3"])[number % 3],
                "preferences": (
                    {"preferences": 1},
                    {"preferences": 2},
                    {"preferences": 3},
                )[number % 3],
            },
            changes={
                "email": f"email{0}@example.com",
                "full_name": "Full name 3",
                "status": "suspended",
                "birthday": "2026-02-02",
                "last_login": "2026-01-31T12:30:02Z",
                "logins": 2,
                "newsletter": True,
                "homepage": "https://example.com/users/3",
                "tags": ["Tags 3"],
                "preferences": {"preferences": 3},
            },
            sorts=[
                "created_at",
                "email",
                "full_name",
            ],
            filters=[
                "email",
                "full_name",
                "status",
                "team_id",
                "newsletter",
                "external_id",
            ],
            unique=[
                "email",
                "external_id",
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
                ("status", "", "none of the values"),
                ("status", 1, "a number"),
                ("status", None, "null"),
                ("team_id", "1234", "no UUID"),
                ("team_id", 1, "a number"),
                ("birthday", 0, "a number"),
                ("birthday", "0", "a number in a text"),
                ("birthday", "2026-02-30", "no such day"),
                ("birthday", "2026-01-31T00:00:00", "a time of day"),
                ("last_login", 0, "a number"),
                ("last_login", "0", "a number in a text"),
                ("last_login", "2026-01-31T12:30:00", "no time zone"),
                ("last_login", "0001-01-01T00:00:00+01:00", "before the first year in UTC"),
                ("logins", 2**31, "too great for the column"),
                ("logins", -(2**31) - 1, "too small for the column"),
                ("logins", "1", "a text"),
                ("logins", 1.5, "a fraction"),
                ("logins", -1, "below the least value"),
                ("logins", None, "null"),
                ("newsletter", 1, "a number"),
                ("newsletter", "true", "a text"),
                ("newsletter", None, "null"),
                ("homepage", "example.com", "no scheme"),
                ("homepage", "ftp://example.com", "a scheme other than http and https"),
                ("homepage", "https://user@example.com", "credentials"),
                ("homepage", "https://example.com/a b", "a blank"),
                ("homepage", "https://example.com/\x00", "a NUL character"),
                ("homepage", "https://example.com/" + "a" * 2040, "too long"),
                ("homepage", 1, "a number"),
                ("external_id", "1234", "no UUID"),
                ("external_id", 1, "a number"),
                ("tags", ["Tags 1"] * 21, "too many items"),
                ("tags", ["a" * 41], "an item: too long"),
                ("tags", ["\x00" * 1], "an item: NUL characters"),
                ("tags", [1], "an item: a number"),
                ("tags", [None], "an item: null"),
                ("tags", "Tags 1", "no list"),
                ("tags", None, "null"),
                ("preferences", {"a": ["\x00"]}, "a NUL character in a value"),
                ("preferences", {"\x00": 1}, "a NUL character in a key"),
                ("preferences", ["\ud800"], "half of a surrogate pair"),
                ("preferences", [float("nan")], "not a number"),
                ("preferences", None, "null"),
            ],
            references={
                "team_id": "team",
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
