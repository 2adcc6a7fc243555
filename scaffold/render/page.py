"""One file while it is rendered."""

from dataclasses import dataclass, field

import jinja2

from scaffold.catalog.model import Feature, Ownership
from scaffold.render.slots import Slots
from scaffold.spec.model import Entity


@dataclass(slots=True)
class Page:
    """A file to be: where it comes from, where it goes, and what is learnt while it is rendered."""

    feature: Feature
    template: str
    path: str
    entity: Entity | None
    ownership: Ownership
    slots: Slots = field(default_factory=Slots)
    open: list[str] = field(default_factory=list)
    filled: dict[tuple[str, str], None] = field(default_factory=dict)
    templates: list[jinja2.Template] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, object]:
        """What only this file's templates can read."""
        return {} if self.entity is None else {"entity": self.entity}

    def note(self, template: jinja2.Template) -> None:
        """Remember a template that made a part of this file."""
        self.templates.append(template)
