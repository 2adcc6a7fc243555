"""What releases changed: templates that moved, keys that got new names, and what a release had.

A project's lock names the templates of the version that wrote it, and its spec the keys of that time. The manifests'
records lead from there to now; `unexplained` finds what no record leads from.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.catalog.model import Catalog, Feature, Key, Move, Removed, Renamed
from scaffold.catalog.stored import STORED
from scaffold.catalog.version import release_number

Template = tuple[str, str]
"""A feature, and the path of a template in its folder."""


class Release(NamedTuple):
    """What projects of one version can refer to.

    Templates are `feature/files/...` and `feature/stored/...`, keys `section`, `section.key` and deeper.
    """

    version: str
    templates: tuple[str, ...]
    keys: tuple[str, ...]


def release_of(catalog: Catalog, version: str) -> Release:
    """Return what a catalogue offers as a release."""
    templates = sorted(f"{name}/{path}" for name, feature in catalog.features.items() for path in _paths(feature))
    return Release(version, tuple(templates), tuple(sorted(_keys(catalog))))


def read_release(file: Path) -> Release:
    """Read a recorded release."""
    import tomllib

    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Release(table["version"], tuple(table["templates"]), tuple(table["keys"]))


def release_text(release: Release) -> str:
    """Return the text that `read_release` reads; the same for the same release."""
    lists = {"templates": release.templates, "keys": release.keys}
    parts = [f"version = {_quoted(release.version)}\n"]
    for name, items in lists.items():
        parts.append(f"\n{name} = [\n" + "".join(f"    {_quoted(item)},\n" for item in items) + "]\n")
    return "".join(parts)


def template_moves(catalog: Catalog, version: str, known: Iterable[Template]) -> dict[Template, Template]:
    """Return where the templates of a project that `version` wrote are now: only those that moved since.

    `known` are the project's templates, by feature and path in the feature's folder, as its lock has them.
    """
    steps = _steps(catalog, version)
    moved: dict[Template, Template] = {}
    for template in known:
        now = template
        for old, new in steps:
            now = _moved(now, old, new)
        if now != template:
            moved[template] = now
    return moved


def renamed_keys(catalog: Catalog) -> tuple[Renamed, ...]:
    """Return the new names of keys and sections of the spec, from the oldest release to the newest."""
    found = [each for feature in catalog.features.values() for each in feature.renamed]
    return tuple(sorted(found, key=lambda each: release_number(each.since)))


def removed_keys(catalog: Catalog) -> tuple[Removed, ...]:
    """Return the keys and sections of the spec that were given up, from the oldest release to the newest."""
    found = [each for feature in catalog.features.values() for each in feature.removed if each.key]
    return tuple(sorted(found, key=lambda each: release_number(each.since)))


def unexplained(release: Release, catalog: Catalog) -> list[str]:
    """Say what a release had that is gone, with no record of where it went.

    No record can explain a text under `stored/`: the migrations of projects are rendered from it again.
    """
    have = {(name, path) for name, feature in catalog.features.items() for path in _paths(feature)}
    known = [(name, rest) for name, _, rest in (template.partition("/") for template in release.templates)]
    had = [template for template in known if not _is_stored(template)]
    moves = template_moves(catalog, release.version, had)
    gone = {template for template in had if moves.get(template, template) not in have}
    gone -= {template for template in gone if _given_up(catalog, moves.get(template, template))}
    gone |= {template for template in known if _is_stored(template)} - have
    templates = [f"the template {name}/{path} is gone" for name, path in sorted(gone)]
    keys = [f"the key {key} of the spec is gone" for key in release.keys if not _explained(catalog, key)]
    return templates + keys


def _paths(feature: Feature) -> Iterator[str]:
    yield from (f"files/{file}" for file in feature.files)
    yield from (f"{STORED}/{text}" for text in feature.stored_texts)


def _is_stored(template: Template) -> bool:
    return template[1].startswith(f"{STORED}/")


def _steps(catalog: Catalog, version: str) -> list[tuple[Template, Template]]:
    """Return the moves that are newer than a version, from the oldest to the newest."""
    since = release_number(version)
    found: list[tuple[Move, str]] = [
        (move, name)
        for name, feature in catalog.features.items()
        for move in feature.moves
        if release_number(move.since) > since
    ]
    found.sort(key=lambda each: release_number(each[0].since))
    return [((move.feature or name, move.source), (name, move.target)) for move, name in found]


def _moved(template: Template, old: Template, new: Template) -> Template:
    if template == old:
        return new
    below = template[0] == old[0] and old[1].endswith("/") and template[1].startswith(old[1])
    return (new[0], new[1] + template[1].removeprefix(old[1])) if below else template


def _given_up(catalog: Catalog, template: Template) -> bool:
    records = ((name, each) for name, feature in catalog.features.items() for each in feature.removed)
    for name, each in records:
        if each.template is None or (each.feature or name) != template[0]:
            continue
        if template[1] == each.template or (each.template.endswith("/") and template[1].startswith(each.template)):
            return True
    return False


def _explained(catalog: Catalog, key: str) -> bool:
    for each in renamed_keys(catalog):
        if key == each.source or key.startswith(f"{each.source}."):
            key = each.target + key.removeprefix(each.source)
    removed = [each.key for each in removed_keys(catalog)]
    return _exists(catalog, key) or any(key == gone or key.startswith(f"{gone}.") for gone in removed)


def _exists(catalog: Catalog, key: str) -> bool:
    section, *path = key.split(".")
    if section not in catalog.sections:
        return False
    keys: Mapping[str, Key] = catalog.sections[section].keys
    for name in path:
        found = next((each for each in keys.values() if name in (each.name, *each.also)), None)
        if found is None:
            return False
        keys = found.keys
    return True


def _keys(catalog: Catalog) -> Iterator[str]:
    for section in catalog.sections.values():
        yield section.name
        yield from _below(section.name, section.keys)


def _below(prefix: str, keys: Mapping[str, Key]) -> Iterator[str]:
    for key in keys.values():
        # A key with a dot in its name, such as a file's, is no path of keys.
        if "." not in key.name:
            yield f"{prefix}.{key.name}"
            yield from _below(f"{prefix}.{key.name}", key.keys)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
