"""What the README shows: how to make a resource, and how to change it."""

import json
import shlex
from collections.abc import Iterable
from typing import NamedTuple

from .resource import PreparedField, Resource
from .samples import NUMBER


class Example(NamedTuple):
    """Requests about one kind of resource; the bodies are quoted for a shell."""

    path: str
    new: str
    change: str


def example(resources: Iterable[Resource]) -> Example:
    """Choose the first kind that needs no other one, and what must be sent for it."""
    first, *others = resources
    chosen = next((each for each in (first, *others) if not each.parents), first)
    needed = [field for field in chosen.fields if field.required and field.samples]
    changeable = [field for field in chosen.fields if field.patch and field.samples]
    return Example(chosen.path, _body(needed, 0), _body(changeable[:1], NUMBER))


def _body(fields: Iterable[PreparedField], number: int) -> str:
    sent = {field.name: field.samples[number].json for field in fields}
    return shlex.quote(json.dumps(sent, ensure_ascii=False))
