"""Which of the templates' files of last time is which of today's."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeVar

from scaffold.merge.model import Base, Records
from scaffold.merge.similarity import find_renames
from scaffold.project.model import TrackedFile, file_kind
from scaffold.render.model import RenderedFile

Identity = tuple[str, str, str | None]
_K = TypeVar("_K")


def pair_new(base: Base, new: Mapping[str, RenderedFile], records: Records) -> dict[str, str]:
    """Pair the paths of last time with those of today.

    A file is told by its identity, with what the records say of it; else by its path; else, within one feature and
    entity, by its content, as a pack without records may rename a template.
    """
    pairs = _by_identity(base.files, new, records)
    taken = set(pairs.values())
    for path in base.files:
        if path not in pairs and path in new and path not in taken:
            pairs[path] = path
    return pairs | _by_content(base, new, pairs, records)


def _by_identity(base: Mapping[str, TrackedFile], new: Mapping[str, RenderedFile], records: Records) -> dict[str, str]:
    today: defaultdict[Identity, list[str]] = defaultdict(list)
    for path, file in new.items():
        today[file.origin.feature, file.origin.template, file.origin.entity].append(path)
    last: defaultdict[Identity, list[str]] = defaultdict(list)
    for path, tracked in base.items():
        own = (tracked.feature, tracked.template, tracked.entity)
        recorded = _recorded(own, records)
        last[recorded if recorded in today else own].append(path)
    pairs: dict[str, str] = {}
    for identity, paths in last.items():
        pairs |= _matched(paths, today.get(identity, []))
    return pairs


def _matched(old: list[str], new: list[str]) -> dict[str, str]:
    """Pair the files of one identity, of which there is mostly one: equal paths first, the rest if it is certain."""
    same = set(old) & set(new)
    pairs = {path: path for path in same}
    left, right = [path for path in old if path not in same], [path for path in new if path not in same]
    if len(left) == len(right) == 1:
        pairs[left[0]] = right[0]
    return pairs


def _recorded(identity: Identity, records: Records) -> Identity:
    feature, template, entity = identity
    feature, template = _followed((feature, template), records.templates)
    return feature, template, None if entity is None else _followed(entity, records.entities)


def _followed(name: _K, moves: Mapping[_K, _K]) -> _K:
    """Follow a chain of moves to its end; a circle (two that were swapped) is followed one step."""
    seen = [name]
    while seen[-1] in moves:
        following = moves[seen[-1]]
        if following in seen:
            return seen[1] if following == name else following
        seen.append(following)
    return seen[-1]


def _by_content(
    base: Base, new: Mapping[str, RenderedFile], pairs: Mapping[str, str], records: Records
) -> dict[str, str]:
    taken = set(pairs.values())
    came: defaultdict[tuple[str, str | None], dict[str, bytes]] = defaultdict(dict)
    for path, file in new.items():
        if path not in taken and file_kind(file.mode) == "file":
            came[file.origin.feature, file.origin.entity][path] = file.content
    gone: defaultdict[tuple[str, str | None], dict[str, bytes]] = defaultdict(dict)
    for path, tracked in base.files.items():
        feature, _, entity = _recorded((tracked.feature, tracked.template, tracked.entity), records)
        known = path not in pairs and not tracked.private and file_kind(tracked.mode) == "file"
        if known and (feature, entity) in came:
            gone[feature, entity][path] = base.read(path)
    found: dict[str, str] = {}
    for group, files in gone.items():
        found |= find_renames(files, came[group])
    return found
