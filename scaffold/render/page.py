"""One file while it is rendered."""

from typing import NamedTuple

import jinja2

from scaffold.catalog.model import Feature, Ownership
from scaffold.evolution.history import Step
from scaffold.render.slots import Slots
from scaffold.spec.model import Entity


class Item(NamedTuple):
    """One of those that a feature has prepared as `each_X`: templates read it as `X`, the kind."""

    kind: str
    name: str
    value: object


class Subject(NamedTuple):
    """What a file is about, where its template makes one file for each entity, revision or prepared item."""

    entity: Entity | None = None
    revision: Step | None = None
    item: Item | None = None

    @property
    def name(self) -> str | None:
        """The entity's name, the revision's id, or the item's kind and name; with the template it tells the file."""
        if self.item is not None:
            return f"{self.item.kind}:{self.item.name}"
        if self.entity is not None:
            return self.entity.name
        return None if self.revision is None else self.revision.id

    @property
    def variables(self) -> dict[str, object]:
        """What only this file's templates can read."""
        if self.item is not None:
            return {self.item.kind: self.item.value}
        if self.entity is not None:
            return {"entity": self.entity}
        return {} if self.revision is None else {"revision": self.revision}


NO_SUBJECT = Subject()


class Page:
    """A file to be: where it comes from, where it goes, and what is learnt while it is rendered."""

    __slots__ = ("feature", "filled", "open", "ownership", "path", "slots", "subject", "template", "templates")

    def __init__(self, feature: Feature, template: str, path: str, subject: Subject, ownership: Ownership) -> None:
        self.feature = feature
        self.template = template
        self.path = path
        self.subject = subject
        self.ownership = ownership
        self.slots = Slots()
        self.open: list[str] = []
        self.filled: dict[tuple[str, str], None] = {}
        self.templates: list[jinja2.Template] = []

    def note(self, template: jinja2.Template) -> None:
        """Remember a template that made a part of this file."""
        self.templates.append(template)
