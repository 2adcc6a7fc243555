"""A revision: what the data looked like after a change, and what a person said about the change."""

from typing import NamedTuple

from scaffold.spec.model import Entity


class Words(NamedTuple):
    """What a person has to say, because two descriptions of data do not tell it.

    A path is an entity (`user`) or a field (`user.name`); with a dot and a value, one value of an enum
    (`user.status.blocked`). `renames` are pairs of the old path and the new one, `drops` old paths whose data may be
    lost, and `fills` pairs of a new path and the value, as the spec's language writes it, that existing rows get; an
    empty one, for a reference or a unique field, says that no row exists.
    """

    renames: tuple[tuple[str, str], ...] = ()
    drops: tuple[str, ...] = ()
    fills: tuple[tuple[str, str], ...] = ()


Stored = tuple[tuple[str, int], ...]
"""Features that store data of their own beside the entities, each with the version of what it stores, after those that
it needs."""


class Data(NamedTuple):
    """All data at one point of its history."""

    entities: tuple[Entity, ...] = ()
    stored: Stored = ()


class Revision(NamedTuple):
    """One step of the data's history; never changed once it is made.

    `id` is unique, also among revisions that other branches made at the same time. `parents` are the revisions that it
    follows: none for the first, two or more where branches come together. `entities` is the whole description after it,
    and `stored` what features store beside them. `follows` are the ids that it stands after in the project, where
    revisions written by hand stand between.
    """

    id: str
    slug: str
    parents: tuple[str, ...]
    entities: tuple[Entity, ...]
    words: Words = Words()
    follows: tuple[str, ...] = ()
    stored: Stored = ()

    @property
    def data(self) -> Data:
        """All data after it."""
        return Data(self.entities, self.stored)
