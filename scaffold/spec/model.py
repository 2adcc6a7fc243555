"""A spec that was checked: typed values, entities, and which features are on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from scaffold.tusk import Diagnostic, Document


class Duration(NamedTuple):
    """A length of time, as written and in seconds."""

    text: str
    seconds: float


class Rate(NamedTuple):
    """So many events in so many seconds."""

    text: str
    events: int
    per_seconds: float


class Size(NamedTuple):
    """An amount of storage, as written and in bytes."""

    text: str
    bytes: int


class Reference(NamedTuple):
    """A value that the service reads where it runs: an environment variable or a secret file."""

    kind: Literal["env", "file"]
    name: str
    default: str | int | float | bool | None = None
    secret: bool = False


FieldType = Literal[
    "string",
    "text",
    "int",
    "bigint",
    "float",
    "decimal",
    "bool",
    "date",
    "timestamp",
    "uuid",
    "email",
    "url",
    "json",
    "enum",
    "ref",
    "list",
]


class Field(NamedTuple):
    """One field of an entity."""

    name: str
    type: FieldType
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    values: tuple[str, ...] = ()
    target: str | None = None
    items: "Field | None" = None
    optional: bool = False
    unique: bool = False
    indexed: bool = False
    immutable: bool = False
    minimum: str | None = None
    maximum: str | None = None
    default: object = None
    has_default: bool = False


class Entity(NamedTuple):
    """One resource of the service. Names are derived once: `user_role` -> `UserRole`, `user_roles`, `user-roles`."""

    name: str
    plural: str
    class_name: str
    title: str
    path: str
    fields: tuple[Field, ...]


class Peer(NamedTuple):
    """Another service that the spec names: `user-service`, whose `package` is `user_service`, and its entities."""

    name: str
    package: str
    entities: tuple[Entity, ...] = ()


class Spec(NamedTuple):
    """What rendering needs to know; free of errors when `has_errors` is false.

    `features` are those to render; `planned` those that the spec asks for and that are not generated yet. `stored` are
    the features to render that store data of their own, with its version. `peers` are the other services that it names,
    by package. `document` holds what the command line said too. `services` are the
    specs of a system's services, in the spec of its workspace.
    """

    name: str
    package: str
    title: str
    document: Document
    values: Mapping[str, Mapping[str, object]]
    entities: tuple[Entity, ...]
    features: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    planned: tuple[str, ...] = ()
    stored: tuple[tuple[str, int], ...] = ()
    peers: Mapping[str, Peer] = MappingProxyType({})
    services: tuple["Spec", ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic forbids rendering."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)
