"""What every template can read."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Catalog, Dependencies, Feature, Setting
from scaffold.render.errors import RenderError
from scaffold.render.modules import entry_file
from scaffold.render.page import NO_SUBJECT, Subject
from scaffold.spec.model import Field, Spec

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")


class Service(NamedTuple):
    """The service that is made."""

    name: str
    package: str
    title: str
    version: str


class Requirement(NamedTuple):
    """A distribution with the range that was tested; as text, a requirement specifier of PEP 508."""

    name: str
    range: str
    extras: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name + (f"[{','.join(self.extras)}]" if self.extras else "") + self.range


class Requirements(NamedTuple):
    """What the active features need; a distribution stands in the first of the three groups that needs it."""

    run: tuple[Requirement, ...]
    test: tuple[Requirement, ...]
    dev: tuple[Requirement, ...]


def service_of(spec: Spec) -> Service:
    """Return the service's names, and its version when the spec gives one."""
    version = spec.values.get("service_template", {}).get("version") or "0.1.0"
    return Service(spec.name, spec.package, spec.title, str(version))


def requirements_of(features: Iterable[Feature], spec: Spec, catalog: Catalog) -> Requirements:
    """Return what features and fields need, by name; raises RenderError for one without a tested range."""
    active = tuple(features)
    kinds = {each.type for field in _fields(spec) for each in (field, field.items) if each}
    tested = {canonical(name): value for name, value in catalog.tested.items()}
    groups: dict[str, tuple[Requirement, ...]] = {}
    seen: set[str] = set()
    for group in ("run", "test", "dev"):
        found: dict[str, Requirement] = {}
        for feature in active:
            for text in _names(feature.dependencies, group, kinds):
                _add(found, _requirement(text, feature, tested))
        groups[group] = tuple(found[key] for key in sorted(found) if key not in seen)
        seen.update(found)
    return Requirements(**groups)


def _fields(spec: Spec) -> Iterator[Field]:
    """Give the fields of all entities, and all other fields that the spec holds."""
    for entity in spec.entities:
        yield from entity.fields
    for peer in spec.peers.values():
        for entity in peer.entities:
            yield from entity.fields
    yield from _among(spec.values)


def _among(value: object) -> Iterator[Field]:
    if isinstance(value, Field):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _among(each)


def _names(dependencies: Dependencies, group: str, kinds: Collection[str]) -> Iterator[str]:
    yield from getattr(dependencies, group)
    if group == "run":
        yield from (name for kind, names in dependencies.fields.items() if kind in kinds for name in names)


@cache
def canonical(name: str) -> str:
    """Return a distribution's name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirement(text: str, feature: Feature, tested: Mapping[str, str]) -> Requirement:
    match = _REQUIREMENT.fullmatch(text.strip())
    if match is None:
        message = f"dependency {text!r} must be a name, with extras if need be; its range stands in tested.toml"
        raise RenderError(message, feature=feature.name, template=MANIFEST)
    name = match[1]
    if canonical(name) not in tested:
        message = f"dependency {name!r} has no tested range; add it to tested.toml"
        raise RenderError(message, feature=feature.name, template=MANIFEST)
    extras = sorted({extra.strip() for extra in (match[2] or "").split(",")} - {""})
    return Requirement(name, tested[canonical(name)], tuple(extras))


def _add(found: dict[str, Requirement], requirement: Requirement) -> None:
    key = canonical(requirement.name)
    known = found.get(key, requirement)
    found[key] = known._replace(extras=tuple(sorted({*known.extras, *requirement.extras})))


def settings_of(
    features: Iterable[Feature],
    items: Mapping[str, Sequence[Subject]],
    render: Callable[[Feature, Subject, str], str],
) -> tuple[Setting, ...]:
    """Return the settings of features, their texts rendered; raises RenderError when two differ under one name.

    `items` are the subjects of settings of which there is one for each entry of something.
    """
    found: dict[str, Setting] = {}
    for feature in features:
        for setting in feature.settings:
            for subject in items.get(setting.each, ()) if setting.each else (NO_SUBJECT,):
                ready = _rendered(setting, partial(render, feature, subject))
                if found.setdefault(ready.name, ready) != ready:
                    message = f"setting {ready.name!r} differs from the one that another active feature has"
                    raise RenderError(message, feature=feature.name, template=MANIFEST)
    return tuple(found.values())


def _rendered(setting: Setting, render: Callable[[str], str]) -> Setting:
    return setting._replace(
        name=render(setting.name),
        annotation=render(setting.annotation),
        doc=render(setting.doc),
        env=render(setting.env),
        default=None if setting.default is None else render(setting.default),
    )


def merge_prepared(
    context: dict[str, Any], owners: dict[str, str], feature: Feature, prepared: Mapping[str, object]
) -> None:
    """Add a feature's prepared values to the context; raises RenderError for a name that is taken."""
    for name, value in prepared.items():
        if name in context:
            owner = owners.get(name)
            by = f"feature '{owner}' prepares it too" if owner else "every template has it already"
            raise RenderError(f"the name {name!r} is taken: {by}", feature=feature.name, template=entry_file(feature))
        context[name] = value
        owners[name] = feature.name
