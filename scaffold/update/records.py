"""What is known about moves: from the manifests, from the user's words, and from what the spec said before."""

from collections.abc import Callable

from scaffold.catalog.model import Catalog
from scaffold.evolution import Words
from scaffold.merge.model import Records
from scaffold.project.model import Lock
from scaffold.spec import Spec, check
from scaffold.spec.naming import SPEC_FILE
from scaffold.tusk import parse


def last_spec(lock: Lock, read: Callable[[str], bytes], catalog: Catalog) -> Spec | None:
    """Return the spec of the last update, as this catalogue understands it; None where it no longer can.

    `read` gives the content of a file of the baseline.
    """
    if SPEC_FILE not in lock.files or lock.files[SPEC_FILE].private:
        return None
    document = parse(read(SPEC_FILE).decode("utf-8"), source=f"{SPEC_FILE} (last generated)")
    spec = check(document, catalog)
    return None if spec.has_errors else spec


def records_of(before: Spec | None, spec: Spec, words: Words, moves: dict[tuple[str, str], tuple[str, str]]) -> Records:
    """Return the moves between two specs; `moves` are those of the templates."""
    entities = {old: new for old, new in words.renames if "." not in old}
    modules = {before.package: spec.package} if before is not None and before.package != spec.package else {}
    return Records(moves, entities, modules)


def changed_keys(before: Spec | None, spec: Spec) -> frozenset[str] | None:
    """Return the spec's keys whose values differ, as `section.key`; entities as `models.NAME`; None: unknown."""
    if before is None:
        return None
    changed = {
        f"{section}.{key}"
        for section, keys in spec.values.items()
        for key, value in keys.items()
        if before.values.get(section, {}).get(key) != value
    }
    old, new = ({entity.name: entity for entity in each.entities} for each in (before, spec))
    changed |= {f"models.{name}" for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return frozenset(changed)
