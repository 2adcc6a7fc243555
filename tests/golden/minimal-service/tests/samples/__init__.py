"""Resources to test with."""

from collections.abc import Iterator
from itertools import count
from weakref import WeakKeyDictionary

import httpx2

from tests.samples.base import Json, Sample
from tests.samples.minimal import MINIMAL

__all__ = ["SAMPLES", "Json", "Sample", "body", "make"]

SAMPLES = {
    sample.name: sample
    for sample in [
        MINIMAL,
    ]
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
