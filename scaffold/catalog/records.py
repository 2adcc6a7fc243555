"""Whether a feature's records of moves, new names and removals fit what is there."""

from collections.abc import Iterator

from scaffold.catalog import codes
from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Catalog, Feature, find_key
from scaffold.catalog.problem import Problem


def check_records(catalog: Catalog, feature: Feature) -> Iterator[Problem]:
    """Check the records of one feature against the whole catalogue."""
    file = feature.root / MANIFEST
    moved_on = {(move.feature or name, move.source) for name, each in catalog.features.items() for move in each.moves}
    for move in feature.moves:
        if (feature.name, move.target) not in moved_on and not _has(feature, move.target):
            said = f"a move leads to {move.target}, which is not there"
            yield Problem(codes.BAD_RECORD, file, said, "paths are those in the feature's folder", ("moves",))
        if _has(catalog.features.get(move.feature or feature.name), move.source):
            said = f"{move.source} is recorded as moved, and is still there"
            yield Problem(codes.BAD_RECORD, file, said, None, ("moves",))
    sources = {each.source for other in catalog.features.values() for each in other.renamed}
    for renamed in feature.renamed:
        if renamed.target not in sources and not _is_key(catalog, renamed.target):
            said = f"a new name is {renamed.target}, which no feature defines"
            yield Problem(codes.BAD_RECORD, file, said, None, ("renamed",))
        if _is_key(catalog, renamed.source):
            said = f"{renamed.source} is recorded as renamed, and is still there"
            yield Problem(codes.BAD_RECORD, file, said, None, ("renamed",))
    for removed in feature.removed:
        owner = catalog.features.get(removed.feature or feature.name)
        if (removed.template and _has(owner, removed.template)) or (removed.key and _is_key(catalog, removed.key)):
            said = f"{removed.template or removed.key} is recorded as removed, and is still there"
            yield Problem(codes.BAD_RECORD, file, said, None, ("removed",))


def _has(feature: Feature | None, path: str) -> bool:
    files = [f"files/{file}" for file in feature.files] if feature else []
    return any(file.startswith(path) for file in files) if path.endswith("/") else path in files


def _is_key(catalog: Catalog, path: str) -> bool:
    parts = tuple(path.split("."))
    return parts[0] in catalog.sections if len(parts) == 1 else find_key(catalog, parts) is not None
