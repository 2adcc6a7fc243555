"""What rendering gives: files in memory, and where each came from."""

from collections.abc import Mapping
from typing import NamedTuple

from scaffold.catalog.model import Ownership


class Origin(NamedTuple):
    """What made a file: the feature, its template, the slots filled, the entity and the spec keys that it reads.

    `entity` is the name of the entity, or the id of the revision, that the file is about.
    `slots` holds pairs of a slot and the feature that filled it; `keys` holds `section.key`, or `section` where all of
    one is read.
    """

    feature: str
    template: str
    slots: tuple[tuple[str, str], ...] = ()
    entity: str | None = None
    keys: tuple[str, ...] = ()


class RenderedFile(NamedTuple):
    """One file of a rendered tree."""

    path: str
    content: bytes
    mode: int
    ownership: Ownership
    origin: Origin


class RenderedTree(NamedTuple):
    """Every file of a service, by its path from the project's root with `/` between the parts, in order.

    `next_steps` tells a person what to type in the project's folder: what the features' `next.jinja` say.
    """

    files: Mapping[str, RenderedFile]
    next_steps: str = ""
