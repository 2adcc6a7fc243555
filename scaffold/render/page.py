"""One file while it is rendered."""

import jinja2

from scaffold.catalog.model import Feature, Ownership
from scaffold.render.slots import Slots
from scaffold.spec.model import Entity


class Page:
    """A file to be: where it comes from, where it goes, and what is learnt while it is rendered."""

    __slots__ = ("entity", "feature", "filled", "open", "ownership", "path", "slots", "template", "templates")

    def __init__(self, feature: Feature, template: str, path: str, entity: Entity | None, ownership: Ownership) -> None:
        self.feature = feature
        self.template = template
        self.path = path
        self.entity = entity
        self.ownership = ownership
        self.slots = Slots()
        self.open: list[str] = []
        self.filled: dict[tuple[str, str], None] = {}
        self.templates: list[jinja2.Template] = []

    @property
    def variables(self) -> dict[str, object]:
        """What only this file's templates can read."""
        return {} if self.entity is None else {"entity": self.entity}

    def note(self, template: jinja2.Template) -> None:
        """Remember a template that made a part of this file."""
        self.templates.append(template)
