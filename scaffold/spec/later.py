"""One readable note for each feature that the spec asks for and that is not generated yet."""

from collections.abc import Collection

from scaffold.catalog.expression import names
from scaffold.catalog.model import Catalog
from scaffold.spec import codes
from scaffold.spec.given import Given
from scaffold.spec.report import Later, Report
from scaffold.spec.subject import shown
from scaffold.spec.switches import ways_on


def note_planned(catalog: Catalog, report: Report, *, others: Collection[str] = ()) -> None:
    """Turn what was remembered with `not_yet` into notes. Paths that begin as one of `others` are left out."""
    sections = {later.path for later in report.later if later.path.startswith("[")}
    by_feature: dict[str, dict[str, list[Later]]] = {}
    for later in report.later:
        inside = later.path.partition(".")[0]
        if f"[{inside}]" in sections or any(later.path.startswith(f"{name}.") for name in others):
            continue
        by_feature.setdefault(_feature(catalog, later), {}).setdefault(later.path, []).append(later)
    for name, parts in by_feature.items():
        feature = catalog.features[name]
        what = f"not generated yet: {feature.title} ({name})" if feature.status == "planned" else "not generated yet"
        listed = ", ".join(_words(path, found) for path, found in parts.items())
        report.note(codes.NOT_YET, next(iter(parts.values()))[0].place, f"{what}: {listed}")


def _words(path: str, found: list[Later]) -> str:
    values = list(dict.fromkeys(later.value for later in found if later.value is not None))
    if not values:
        return path
    *first, last = values
    return f"{path}: {', '.join(first)} and {last}" if first else f"{path}: {last}"


def note_idle(catalog: Catalog, root: Given, on: Collection[str], refused: Collection[str], report: Report) -> None:
    """Say which sections have no effect, because the features that read their keys are off.

    Of the features `refused`, an error has said so.
    """
    switches = {path for feature in catalog.features.values() for path in names(feature.when or "True")}
    for name, given in root.inside.items():
        readers = _readers(catalog, name, given, switches) if name in catalog.sections else set()
        ready = all(catalog.features[each].status == "ready" for each in readers)
        if readers and ready and not readers & {*on, *refused}:
            features = [catalog.features[each] for each in sorted(readers)]
            what = " and ".join(f"{feature.title} ({feature.name})" for feature in features)
            words = " or ".join(filter(None, (ways_on(catalog, feature) for feature in features)))
            hint = f"to turn it on, set {words}" if words else None
            message = f"[{name}] has no effect: {what} is off"
            report.note(codes.NO_EFFECT, given.at_key, message, hint)


def _readers(catalog: Catalog, name: str, given: Given, switches: Collection[tuple[str, ...]]) -> set[str]:
    """Name the features whose keys are given; a key that turns a feature on or off is no such key."""
    section = catalog.sections[name]
    return {
        section.keys[key].feature if key in section.keys else section.feature
        for key in given.inside
        if (name, key) not in switches
    }


def _feature(catalog: Catalog, later: Later) -> str:
    """Give the planned feature that the value would turn on, else the one whose key it is."""
    for feature in catalog.features.values() if later.value is not None else ():
        if feature.status == "planned" and shown(feature.enable.get(later.path)) == later.value:
            return feature.name
    return later.feature
