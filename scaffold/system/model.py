"""A system: several services that one document describes."""

from typing import Final, NamedTuple

from scaffold.spec import Spec
from scaffold.tusk import Diagnostic, Document

SYSTEM_FILE: Final = "system.tusk"
"""The spec's name at a workspace's root."""

NAME_PATH: Final = ("system", "name")
"""Where the spec of a system says the system's name."""

SERVICES: Final = "services"
"""The folder in a workspace that holds the services' projects."""


class Member(NamedTuple):
    """One service of a system. `document` is its own spec, as `system.tusk` has it, and `spec` that, checked."""

    name: str
    package: str
    document: Document
    spec: Spec

    @property
    def folder(self) -> str:
        """Where its project stands in the workspace."""
        return f"{SERVICES}/{self.name}"


class System(NamedTuple):
    """What a document says of a system; free of errors when `has_errors` is false.

    `root` is the spec of the workspace itself, whose `services` are those of the members.
    """

    document: Document
    root: Spec
    members: tuple[Member, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic forbids rendering."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)
