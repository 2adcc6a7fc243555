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
            refused=[
                ("name", "a" * 121, "too long"),
                ("name", "\x00" * 1, "NUL characters"),
                ("name", 1, "a number"),
                ("name", None, "null"),
                ("description", "\x00" * 1, "NUL characters"),
                ("description", 1, "a number"),
                ("status", "", "none of the values"),
                ("status", 1, "a number"),
                ("status", None, "null"),
            ],
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
