"""Which features a spec turns on."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from scaffold.catalog.expression import evaluate, names
from scaffold.catalog.model import Catalog, Feature
from scaffold.spec import codes
from scaffold.spec.given import Given, Place, find
from scaffold.spec.report import Report
from scaffold.spec.subject import shown

Path = tuple[str, ...]


def wanted(catalog: Catalog, values: Mapping[str, object]) -> tuple[str, ...]:
    """Give the features whose `when` holds, in the catalogue's order."""
    return tuple(
        name for name, feature in catalog.features.items() if feature.when is None or evaluate(feature.when, values)
    )


class Switched(NamedTuple):
    """Features that are on: those to render, and those that are not generated yet; and those refused with an error."""

    ready: tuple[str, ...]
    planned: tuple[str, ...]
    refused: tuple[str, ...]


def resolve(
    catalog: Catalog, wishes: Collection[str], explicit: Collection[Path], root: Given, report: Report
) -> Switched:
    """Give the features that are on, each after those that it needs.

    A feature that is on by default steps back when one that it needs is off. One that the spec asks for does not: that
    is an error, of one that is not generated yet too, and so are two that exclude each other. What another feature is
    without steps back, and whatever needs it, asked for or not. `explicit` holds the paths that the spec gives.
    """
    ready: list[str] = []
    planned: list[str] = []
    refused: list[str] = []
    gone = _left_out(catalog, wishes)
    for name, feature in catalog.features.items():
        if name not in wishes:
            continue
        if name in gone:
            _note_left_out(catalog, feature, wishes, _asked(feature, explicit), root, report)
            continue
        later = feature.status == "planned"
        missing = [need for need in feature.needs if need not in ready and not (later and need in planned)]
        if not missing:
            (planned if later else ready).append(name)
        elif asked := _asked(feature, explicit):
            why = "which is not generated yet" if set(missing) <= set(planned) else "which is off"
            message = f"{feature.title} ({name}) needs {_titles(catalog, missing)}, {why}"
            report.error(codes.MISSING_FEATURE, _place(root, asked), message, _hint(catalog, missing))
            refused.append(name)
    _exclusions(catalog, [*ready, *planned], explicit, root, report)
    return Switched(tuple(ready), tuple(planned), tuple(refused))


def without_entities(catalog: Catalog, on: Collection[str]) -> Feature | None:
    """Give the feature, of those that are on, with which a service has no entities."""
    return next((catalog.features[name] for name in on if catalog.features[name].without.entities), None)


def _left_out(catalog: Catalog, wishes: Collection[str]) -> set[str]:
    """Name what the features that are wished for are without, and whatever needs that."""
    ready = (catalog.features[name] for name in wishes if catalog.features[name].status == "ready")
    gone = {other for feature in ready for other in feature.without.features}
    for name, feature in catalog.features.items():
        if gone & set(feature.needs):
            gone.add(name)
    return gone


def _note_left_out(  # noqa: PLR0913, PLR0917
    catalog: Catalog, feature: Feature, wishes: Collection[str], asked: list[Path], root: Given, report: Report
) -> None:
    """Say of a feature that the spec asks for which other one does without it."""
    others = (catalog.features[name] for name in wishes if feature.name in catalog.features[name].without.features)
    for other in others if asked else ():
        message = f"{feature.title} ({feature.name}) is left out: {other.title} ({other.name}) does without it"
        report.note(codes.LEFT_OUT, _place(root, asked), message)


def switch_words(feature: Feature) -> str:
    """Say in words how the spec turns a feature on; empty when it is always on or has no switch."""
    return " and ".join(f"{path}: {shown(value)}" for path, value in feature.enable.items())


def ways_on(catalog: Catalog, feature: Feature) -> str:
    """Say in words how the spec turns a feature on, by its own switch or by those of what needs it; else empty."""
    ways = [switch_words(each) for each in (feature, *bringing(catalog, feature)) if each.enable]
    return ways[0] if feature.enable else " or ".join(ways)


def bringing(catalog: Catalog, feature: Feature) -> list[Feature]:
    """Give the features that bring along one that they need, each by a switch of its own."""
    return [
        each
        for each in catalog.features.values()
        if feature.name in each.needs and each.enable and each.status == "ready"
    ]


def without_switch(catalog: Catalog, feature: Feature) -> str | None:
    """Say in words when a feature that has no switch of its own is on; None for one that is always on."""
    users = [each.name for each in bringing(catalog, feature)]
    if users:
        return f"it comes with what needs it: {', '.join(users)}"
    if feature.when:
        return f"it is on when {feature.when}"
    return f"it comes with {' and '.join(found)}" if (found := companions(catalog, feature)) else None


def companions(catalog: Catalog, feature: Feature) -> tuple[str, ...]:
    """Name the features with which one that has no condition of its own is on; none where it is always on."""
    return tuple(need for need in feature.needs if not _is_always_on(catalog, catalog.features[need]))


def _is_always_on(catalog: Catalog, feature: Feature) -> bool:
    return feature.when is None and not companions(catalog, feature)


def _exclusions(catalog: Catalog, on: list[str], explicit: Collection[Path], root: Given, report: Report) -> None:
    for name in on:
        feature = catalog.features[name]
        for other in feature.excludes:
            if other in on:
                places = [_place(root, _asked(catalog.features[each], explicit)) for each in (name, other)]
                message = f"{feature.title} ({name}) and {_titles(catalog, [other])} cannot be on together"
                report.error(codes.EXCLUDED_FEATURE, places[0], message, "turn one of them off", places[1:])


def _asked(feature: Feature, explicit: Collection[Path]) -> list[Path]:
    found: list[Path] = []
    for path in names(feature.when or "True"):
        is_section = len(path) == 1
        found += sorted(each for each in explicit if each == path or (is_section and each[:1] == path))
    return found


def _place(root: Given, paths: Iterable[Path]) -> Place:
    for path in paths:
        given = find(root, path)
        if given is not None:
            return given.at_key
    return root.at_key


def _titles(catalog: Catalog, features: Iterable[str]) -> str:
    return " and ".join(f"{catalog.features[name].title} ({name})" for name in features)


def _hint(catalog: Catalog, features: Iterable[str]) -> str | None:
    words = [ways_on(catalog, catalog.features[name]) for name in features]
    return f"set {' and '.join(word for word in words if word)}" if any(words) else None
