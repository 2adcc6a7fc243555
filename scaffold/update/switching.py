"""A feature turned on or off in a spec, with every comment and every other byte kept."""

import itertools
from collections.abc import Iterator, Sequence

from scaffold.catalog.expression import names
from scaffold.catalog.model import Catalog, Feature, Key, find_feature
from scaffold.spec import Spec, check
from scaffold.spec.switches import without_switch
from scaffold.tusk import Document, did_you_mean
from scaffold.update.errors import UpdateError

Path = tuple[str, ...]
Edit = tuple[Path, object]

_ABSENT = object()
"""Stands for taking a key out of the spec, so that its default holds."""


def turn_on(document: Document, catalog: Catalog, name: str) -> Spec:
    """Return the spec with a feature on; its `document` holds the edit, and the text is the same if it was on.

    The spec may have errors of its own. Raises UpdateError for a feature that does not exist, is not generated yet,
    or has no switch.
    """
    feature = _feature(catalog, name)
    before = check(document, catalog)
    if feature.name in before.features:
        return before
    shown = f"{feature.title} ({feature.name})"
    if feature.status == "planned":
        raise UpdateError(f"{shown} is not generated yet", "scaffold features lists those that are")
    if not feature.enable:
        raise UpdateError(f"{shown} has no switch of its own", without_switch(catalog, feature))
    return check(document, catalog, enable=[feature.name])


def turn_off(document: Document, catalog: Catalog, name: str) -> Spec:
    """Return the spec with a feature off; its `document` holds the edit, and the text is the same if it was off.

    Of the edits that would do, the smallest: a key goes when its default turns the feature off, else it gets another
    value. The spec may have errors of its own. Raises UpdateError where nothing turns the feature off alone.
    """
    feature = _feature(catalog, name)
    name = feature.name
    before = check(document, catalog)
    if name not in before.features and name not in before.planned:
        return before
    if feature.when is None:
        raise UpdateError(f"{feature.title} ({name}) is part of every service")
    for edits in _edits(document, catalog, feature):
        after = check(_edited(document, edits), catalog)
        if name not in after.features and name not in after.planned and not _new_errors(before, after):
            return after
    raise UpdateError(f"{feature.title} ({name}) cannot be turned off alone", _why(catalog, before, feature))


def users_first(names: Sequence[str], catalog: Catalog) -> list[str]:
    """Return the names of features in the order in which they can be turned off: who needs another before that one.

    Names that no feature has come first.
    """
    rank = {name: number for number, name in enumerate(catalog.features)}
    found = {name: find_feature(catalog, name) for name in names}
    return sorted(names, key=lambda name: -rank[feature.name] if (feature := found[name]) else -len(rank))


def _feature(catalog: Catalog, name: str) -> Feature:
    feature = find_feature(catalog, name)
    if feature is None:
        hint = did_you_mean(name, catalog.features) or "scaffold features lists them"
        raise UpdateError(f"there is no feature {name}", hint)
    return feature


def _edits(document: Document, catalog: Catalog, feature: Feature) -> Iterator[tuple[Edit, ...]]:
    """Yield edits of the keys that turn a feature on, those of few keys first."""
    paths = names(feature.when or "True")
    choices = [[(path, value) for value in _values(document, catalog, path)] for path in paths]
    for count in range(1, len(paths) + 1):
        for chosen in itertools.combinations(choices, count):
            yield from itertools.product(*chosen)


def _values(document: Document, catalog: Catalog, path: Path) -> Iterator[object]:
    """Yield what a key could hold instead, the default first."""
    if document.find(path) is not None:
        yield _ABSENT
    key = _key(catalog, path)
    if key is None:
        return
    if key.type == "bool":
        yield False
    ready = [choice for choice in key.choices if choice not in key.planned]
    yield from sorted(ready, key=lambda choice: (choice != key.default, choice != "none"))


def _key(catalog: Catalog, path: Path) -> Key | None:
    section = catalog.sections.get(path[0])
    found: Key | None = None
    keys = section.keys if section else {}
    for part in path[1:]:
        found = keys.get(part)
        keys = found.keys if found else {}
    return found


def _edited(document: Document, edits: tuple[Edit, ...]) -> Document:
    for path, value in edits:
        document = document.without(path) if value is _ABSENT else document.with_value(path, value)
    return document


def _new_errors(before: Spec, after: Spec) -> bool:
    known = {found.message for found in before.diagnostics if found.severity == "error"}
    return any(found.severity == "error" and found.message not in known for found in after.diagnostics)


def _why(catalog: Catalog, spec: Spec, feature: Feature) -> str:
    users = [each for each in spec.features if feature.name in catalog.features[each].needs]
    if users:
        return f"remove what needs it first: {', '.join(users)}"
    return f"it is on when {feature.when}"
