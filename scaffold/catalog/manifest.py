"""`feature.toml` as data: the one place that says what a manifest may hold.

Importing this module is slow (pydantic), so it is imported only where a manifest must be read.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from pydantic import Field as Constrained

from scaffold import toml_text
from scaffold.catalog import codes
from scaffold.catalog.model import (
    Dependencies,
    Key,
    KeyType,
    Move,
    Ownership,
    Removed,
    Renamed,
    Setting,
    Status,
    Without,
)
from scaffold.catalog.problem import Problem
from scaffold.catalog.text import read_text

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
NameOfEach = Annotated[str, StringConstraints(pattern=r"^([a-z]|\{\{ ?[a-z_.]+ ?\}\})[a-z0-9_]*$")]
NameOrStart = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\*?$")]
Doc = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
KeyPath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$")]
UrlPath = Annotated[str, StringConstraints(pattern=r"^/")]
EntityName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]*\{\{ ?entity_name ?\}\}[a-z0-9_]*$")]
EntryName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]*\{\{ ?entry ?\}\}[a-z0-9_]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+(\.\d+)?$")]


_DEPTH = 30
_MOST_VERSIONS = 1000


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ItemTable(_Table):
    """What each item of a list, or each value of a map or section, is."""

    type: KeyType
    doc: str = ""
    choices: list[str] = []
    planned: list[str] = []
    aliases: dict[str, str] = {}
    minimum: float | None = Constrained(None, strict=False)
    maximum: float | None = Constrained(None, strict=False)
    pattern: str | None = None
    reference: Literal["no", "env", "secret"] = "no"
    items: "ItemTable | None" = None
    keys: dict[str, "KeyTable"] = {}
    names: str | None = None
    entity_names: list[EntityName] = []
    reserved: dict[Doc, list[NameOrStart]] = {}
    peer_entities: bool = False
    makes: dict[Doc, list[EntryName]] = {}
    route: bool = False
    single: bool = False

    def key(self, name: str, feature: str, status: Status) -> Key:
        """Give the described key; `status` is that of what holds it."""
        own = getattr(self, "status", status)
        status = "planned" if "planned" in {own, status} else "ready"
        return Key(
            name=name,
            type=self.type,
            doc=self.doc,
            default=getattr(self, "default", None),
            required=getattr(self, "required", False),
            choices=tuple(self.choices),
            planned=tuple(self.planned),
            always=getattr(self, "always", None),
            aliases=self.aliases,
            also=tuple(getattr(self, "also", ())),
            same_as=getattr(self, "same_as", None),
            fills=getattr(self, "fills", None),
            default_when_given=getattr(self, "default_when_given", None),
            minimum=self.minimum,
            maximum=self.maximum,
            pattern=self.pattern,
            reference=self.reference,
            route=self.route,
            single=self.single,
            plurals=getattr(self, "plurals", False),
            member=getattr(self, "member", False),
            service=getattr(self, "service", False),
            apart=getattr(self, "apart", False),
            items=self.items.key(name, feature, status) if self.items else None,
            keys={inner: table.key(inner, feature, status) for inner, table in self.keys.items()},
            names=self.names,
            entity_names=tuple(self.entity_names),
            peer_entities=self.peer_entities,
            reserved={reason: tuple(names) for reason, names in self.reserved.items()},
            makes={kind: tuple(names) for kind, names in self.makes.items()},
            since=getattr(self, "since", "0.1"),
            status=status,
            feature=feature,
        )


class KeyTable(ItemTable):
    """A key with a name of its own."""

    doc: Doc
    default: str | int | float | bool | list[object] | dict[str, object] | None = None
    required: bool = False
    always: Doc | None = None
    also: list[str] = []
    same_as: str | None = None
    fills: str | None = None
    plurals: bool = False
    member: bool = False
    service: bool = False
    apart: bool = False
    default_when_given: str | int | float | bool | None = None
    since: Version = "0.1"
    status: Status = "ready"


class SectionTable(_Table):
    """What one feature says about a section: its doc (one feature only), and keys."""

    doc: Doc | None = None
    since: Version = "0.1"
    raw: bool = False
    own: bool = False
    services: bool = False
    peers: bool = False
    required: bool = False
    values: ItemTable | None = None
    names: str | None = None
    entity_names: list[EntityName] = []
    reserved: dict[Doc, list[NameOrStart]] = {}
    makes: dict[Doc, list[EntryName]] = {}
    keys: dict[str, KeyTable] = {}


class DependencyTable(_Table):
    """Names of distributions."""

    run: list[str] = []
    test: list[str] = []
    dev: list[str] = []
    fields: dict[Name, list[str]] = {}

    def model(self) -> Dependencies:
        """Give them as the catalogue holds them."""
        fields = {kind: tuple(names) for kind, names in self.fields.items()}
        return Dependencies(tuple(self.run), tuple(self.test), tuple(self.dev), fields)


class SettingTable(_Table):
    """One environment variable of a generated service, or one for each of what `each` names."""

    name: NameOfEach
    annotation: str
    doc: Doc
    env: str
    default: str | None = None
    secret: bool = False
    each: Name | None = None

    def model(self) -> Setting:
        """Give it as the catalogue holds it."""
        return Setting(self.name, self.annotation, self.doc, self.env, self.default, self.secret, self.each)


class MoveTable(_Table):
    """A template path that a release moved."""

    since: Version
    source: str = Constrained(alias="from")
    to: str
    feature: str | None = None

    def model(self) -> Move:
        """Give it as the catalogue holds it."""
        return Move(self.since, self.source, self.to, self.feature)


class RenamedTable(_Table):
    """A key or section of the spec that a release renamed."""

    since: Version
    source: KeyPath = Constrained(alias="from")
    to: KeyPath

    def model(self) -> Renamed:
        """Give it as the catalogue holds it."""
        return Renamed(self.since, self.source, self.to)


class RemovedTable(_Table):
    """A template or key that a release gave up."""

    since: Version
    reason: Doc
    template: str | None = None
    key: KeyPath | None = None
    feature: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "RemovedTable":
        if (self.template is None) == (self.key is None):
            raise ValueError("write either `template` or `key`")
        return self

    def model(self) -> Removed:
        """Give it as the catalogue holds it."""
        return Removed(self.since, self.reason, self.template, self.key, self.feature)


class WithoutTable(_Table):
    """What a project does not have while the feature is on."""

    features: list[str] = []
    files: list[str] = []
    entities: bool = False

    def model(self) -> Without:
        """Give it as the catalogue holds it."""
        return Without(tuple(self.features), tuple(self.files), self.entities)


class Manifest(_Table):
    """A whole `feature.toml`."""

    name: Name
    title: Doc
    doc: Doc
    also: list[Name] = []
    status: Status = "ready"
    when: Annotated[str, StringConstraints(max_length=1000)] | None = None
    needs: list[str] = []
    after: list[str] = []
    excludes: list[str] = []
    without: WithoutTable = WithoutTable()
    enable: dict[str, str | int | float | bool | list[str]] = {}
    sections: dict[str, SectionTable] = {}
    dependencies: DependencyTable = DependencyTable()
    settings: list[SettingTable] = []
    ownership: dict[str, Ownership] = {}
    moves: list[MoveTable] = []
    renamed: list[RenamedTable] = []
    removed: list[RemovedTable] = []
    reserved: list[Annotated[str, StringConstraints(pattern=r"^(\*_)?[a-z][a-z0-9_]*$")]] = []
    reserved_plurals: list[NameOrStart] = []
    reserved_fields: dict[Doc, list[NameOrStart]] = {}
    entity_routes: list[UrlPath] = []
    fixed_routes: dict[UrlPath, str] = {}
    verify: list[str] = []
    stored: Annotated[int, Constrained(ge=1, le=_MOST_VERSIONS)] | None = None


def read_manifest(file: Path) -> Manifest | list[Problem]:
    """Read one `feature.toml`; what is wrong with it comes back as problems."""
    data = _data(file)
    if isinstance(data, Problem):
        return [data]
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        return [_schema_problem(file, fault["loc"], fault["msg"], fault["type"]) for fault in error.errors()]


def _data(file: Path) -> dict[str, object] | Problem:
    deep = Problem(codes.BAD_MANIFEST, file, f"more than {_DEPTH} tables or lists stand in each other")
    try:
        data = toml_text.loads(read_text(file))
    except OSError as error:
        return Problem(codes.UNREADABLE, file, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return Problem(codes.UNREADABLE, file, f"is not UTF-8 at byte {error.start}")
    except tomllib.TOMLDecodeError as error:
        return _syntax_problem(file, str(error))
    except RecursionError:
        return deep
    return deep if _is_deep(data) else data


def _is_deep(data: object) -> bool:
    """Say whether more tables and lists stand in each other than a manifest has use for."""
    level = [data]
    for _ in range(_DEPTH):
        tables = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [inner for each in tables for inner in each]
    return bool(level)


def _syntax_problem(file: Path, message: str) -> Problem:
    text, _, place = message.partition(" (at line ")
    numbers = [int(number) for number in place.rstrip(")").split(", column ") if number.isdigit()]
    line, column = numbers if len(numbers) == 2 else (1, 1)  # noqa: PLR2004
    return Problem(codes.NOT_TOML, file, f"is not TOML: {text}", line=line, column=column)


def _schema_problem(file: Path, place: tuple[str | int, ...], message: str, kind: str) -> Problem:
    path = tuple(str(part) for part in place)
    dotted = ".".join(path)
    if kind == "extra_forbidden":
        return Problem(codes.BAD_MANIFEST, file, f"unknown key `{dotted}`", _known_keys(path), place=path)
    return Problem(codes.BAD_MANIFEST, file, f"`{dotted}`: {message[:1].lower()}{message[1:]}", place=path)


def _known_keys(path: tuple[str, ...]) -> str | None:
    tables: dict[int, type[_Table]] = {1: Manifest, 3: SectionTable, 5: KeyTable}
    table = tables.get(len(path)) if path[0] == "sections" or len(path) == 1 else None
    return f"known keys: {', '.join(table.model_fields)}" if table else None
