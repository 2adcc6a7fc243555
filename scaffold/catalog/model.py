"""What a pack offers: features, and the spec sections that they own."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Status = Literal["ready", "planned"]
Ownership = Literal["merged", "seeded", "derived"]
KeyType = Literal[
    "any",
    "string",
    "int",
    "float",
    "bool",
    "duration",
    "rate",
    "size",
    "port",
    "url",
    "path",
    "choice",
    "list",
    "map",
    "fields",
    "env",
    "secret",
]

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class Key(NamedTuple):
    """One key of a spec section: its type and what it means.

    `planned` lists the choices that are known but not generated yet; `always` is the reason why a bool has no value but
    its default; `also` lists other names under which the key is
    accepted; `same_as` names the key (`section.key`) that says the same thing: whichever is given fills in the other.
    `linear` says that the pattern is a stranger's, and is matched in linear time (see `scaffold.catalog.patterns`).
    `fills` names a key that takes this one's value where it has none of its own. `default_when_given` is the default
    in a spec that has the key's section. `route` marks a URL path of the service, which nothing else may
    have. With `single`, one item may stand for a list of it alone.
    `plurals` marks a list that names the plural of every entity, and nothing else. `member` marks the name of a service
    that takes part in something: where a section names some, this service is expected among them. `service` marks the
    name of the one service that the key's feature is for; `apart` a number that services on one machine cannot share.
    `names` is the form of names that are the user's own, in a map; `entity_names` are those that entities take, with
    `{{entity_name}}` in them. `peer_entities` marks a map whose names are entities of the service that it stands under.
    `reserved` are the names that none of its fields, or of its entries, can have, by the reason; `model_*` those that
    begin so. `makes` says what is made of each entry, by what it is: names with `{{entry}}` in them, that of the entry
    behind those of what it is in; no two things of a kind may have the same.
    """

    name: str
    type: KeyType
    doc: str
    default: object = None
    required: bool = False
    choices: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    always: str | None = None
    aliases: Mapping[str, str] = _EMPTY
    also: tuple[str, ...] = ()
    same_as: str | None = None
    fills: str | None = None
    default_when_given: object = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    linear: bool = False
    reference: Literal["no", "env", "secret"] = "no"
    route: bool = False
    single: bool = False
    plurals: bool = False
    member: bool = False
    service: bool = False
    apart: bool = False
    items: "Key | None" = None
    keys: Mapping[str, "Key"] = _EMPTY
    names: str | None = None
    entity_names: tuple[str, ...] = ()
    peer_entities: bool = False
    reserved: Mapping[str, tuple[str, ...]] = _EMPTY
    makes: Mapping[str, tuple[str, ...]] = _EMPTY
    since: str = "0.1"
    status: Status = "ready"
    feature: str = ""


class Section(NamedTuple):
    """A section of the spec, with the keys that every feature gives it.

    `values` describes the entries of a section whose key names are the user's own; `names`, `entity_names`,
    `reserved`, `makes` and `linear` say of these names what they say of a key that is a map. With `own`, entries are
    named after services: the one named after this service's package always exists, and the others describe its
    neighbours. With `services`, entries are named after services too, and say which ones a system has; with `peers`,
    after other services, of which the spec may hold sections: `[user_service.models]`. With `required`, it has an entry
    wherever its feature is on.
    """

    name: str
    doc: str
    keys: Mapping[str, Key]
    values: Key | None = None
    since: str = "0.1"
    feature: str = ""
    raw: bool = False
    own: bool = False
    services: bool = False
    required: bool = False
    peers: bool = False
    status: Status = "ready"
    names: str | None = None
    entity_names: tuple[str, ...] = ()
    reserved: Mapping[str, tuple[str, ...]] = _EMPTY
    makes: Mapping[str, tuple[str, ...]] = _EMPTY
    linear: bool = False

    @property
    def as_key(self) -> Key:
        """The section as the map that it is."""
        return Key(
            self.name,
            "map",
            self.doc,
            linear=self.linear,
            items=self.values,
            keys=self.keys,
            names=self.names,
            entity_names=self.entity_names,
            reserved=self.reserved,
            makes=self.makes,
        )


class Setting(NamedTuple):
    """One environment variable of the generated service. Text fields are templates.

    With `each`, there is one for every entry of `each_X`, which a feature prepares; the texts, the name too, read the
    entry as `X`.
    """

    name: str
    annotation: str
    doc: str
    env: str
    default: str | None = None
    secret: bool = False
    each: str | None = None


class Dependencies(NamedTuple):
    """Names of distributions that a feature brings; the tested ranges stand in `tested.toml`.

    `fields` are what the service needs to run if a field of its entities has the type.
    """

    run: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    dev: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = _EMPTY


class Move(NamedTuple):
    """A template that a release moved: its path in a feature's folder, such as `files/README.md.jinja`.

    Paths that end in `/` stand for all below them. `feature` had the template before, if it was another.
    """

    since: str
    source: str
    target: str
    feature: str | None = None


class Renamed(NamedTuple):
    """A key or section of the spec that a release renamed: `section.key`, or `section`."""

    since: str
    source: str
    target: str


class Removed(NamedTuple):
    """A template or a key of the spec that a release gave up, and why; one of `template` and `key` is set."""

    since: str
    reason: str
    template: str | None = None
    key: str | None = None
    feature: str | None = None


class Overlay(NamedTuple):
    """What another pack lays over a feature's folder: files that replace those of the same path, or are added."""

    root: Path
    files: tuple[str, ...]
    trusted: bool = False


class Without(NamedTuple):
    """What a project does not have while a feature is on.

    `features` are off, with whatever needs them; `files` are globs of project paths that other features make, where the
    feature may have a file of its own instead; `entities` says that there is no `[models]`.
    """

    features: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    entities: bool = False


class Feature(NamedTuple):
    """A capability: one folder of a pack.

    `reserved` names entities that would clash with the feature's own code; `*_create` those whose name is that of
    another entity with `_create` after it. `reserved_plurals` are the plurals that would clash: those of its tables,
    its services and its URL paths; `sqlite_*` those that begin so. `reserved_fields` are the names that no field can
    have while the feature is on, by the reason; `model_*` those that begin so. `verify` is the command, word by word,
    that tells whether a project works; `python` stands for the project's own. `entity_routes` are the URL paths of an
    entity, with `{{entity_path}}` and its kin; `fixed_routes` the URL paths that no spec moves, with what is there.
    `also` are other names that people know it by: those of a library, a server, a tool.
    `stored` is the version of what the feature stores beside the entities, 0 where it stores nothing; `stored_texts`
    are the files under `stored/`, which make each version from the one before, and take it back.
    """

    name: str
    title: str
    doc: str
    root: Path
    status: Status = "ready"
    when: str | None = None
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    without: Without = Without()
    enable: Mapping[str, object] = _EMPTY
    dependencies: Dependencies = Dependencies()
    settings: tuple[Setting, ...] = ()
    ownership: Mapping[str, Ownership] = _EMPTY
    moves: tuple[Move, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    removed: tuple[Removed, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    files: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    reserved_plurals: tuple[str, ...] = ()
    reserved_fields: Mapping[str, tuple[str, ...]] = _EMPTY
    entity_routes: tuple[str, ...] = ()
    fixed_routes: Mapping[str, str] = _EMPTY
    verify: tuple[str, ...] = ()
    stored: int = 0
    stored_texts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    trusted: bool = True

    def place(self, path: str) -> Path:
        """Return the file that a path in the feature's folder is, another pack's where one lies over it."""
        over = self._over(path)
        return (over.root if over else self.root) / path

    def trusts(self, path: str) -> bool:
        """Say whether the file at a path in the feature's folder comes from a pack that is trusted."""
        over = self._over(path)
        return over.trusted if over else self.trusted

    def _over(self, path: str) -> Overlay | None:
        return next((each for each in reversed(self.overlays) if path in each.files), None)


class Catalog(NamedTuple):
    """All features of all packs, each after those that it needs.

    `reserved` names the distributions that services install: no service can be a package of the same name.
    """

    features: Mapping[str, Feature]
    sections: Mapping[str, Section]
    roots: tuple[Path, ...]
    tested: Mapping[str, str] = _EMPTY
    reserved: tuple[str, ...] = ()


def find_feature(catalog: Catalog, name: str) -> Feature | None:
    """Give the feature of a name, or the first that people also know by it; None when there is none."""
    features = catalog.features
    return features.get(name) or next((each for each in features.values() if name in each.also), None)


def find_key(catalog: Catalog, path: tuple[str, ...]) -> Key | None:
    """Give the key at `section`, `key`, and deeper names; None when there is none."""
    section = catalog.sections.get(path[0])
    keys = section.keys if section else {}
    found: Key | None = None
    for part in path[1:]:
        found = keys.get(part)
        if found is None:
            return None
        keys = found.keys
    return found
