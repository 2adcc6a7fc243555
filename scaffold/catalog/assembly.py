"""Manifests to one catalogue: read, put together, checked. Slow to import; `load_catalog` needs it on a cache miss."""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

from scaffold import toml_text
from scaffold.catalog import codes
from scaffold.catalog.errors import CatalogError
from scaffold.catalog.layers import Layers, lay
from scaffold.catalog.listing import LOCK, MANIFEST, Folder, Listing
from scaffold.catalog.manifest import Manifest, read_manifest
from scaffold.catalog.model import Catalog, Feature, Key, Section
from scaffold.catalog.order import CycleError, ordered
from scaffold.catalog.problem import Problem
from scaffold.catalog.rules import check_catalog
from scaffold.catalog.text import MAX_LOCK, read_text

MAX_FEATURES = 300
Read = dict[str, tuple[Manifest, Folder]]


def assemble(roots: tuple[Path, ...], listing: Listing, trusted: Collection[Path]) -> Catalog:
    """Read every manifest of a listing; raises `CatalogError` with every fault found.

    `trusted` are the packs whose templates need no sandbox.
    """
    problems = list(listing.problems)
    if len(listing.folders) > MAX_FEATURES:
        raise CatalogError([Problem(codes.UNREADABLE, roots[-1], f"has more than {MAX_FEATURES} features")])
    layers = lay(listing.folders, problems)
    read = _read(layers, problems)
    problems += [problem for name in read for problem in _unknown_features(read, name)]
    tested = _tested(listing, problems)
    if problems:
        raise CatalogError(problems)
    try:
        order = ordered({name: (*manifest.needs, *manifest.after) for name, (manifest, _) in read.items()})
    except CycleError as error:
        file = read[error.cycle[0]][1].root / MANIFEST
        raise CatalogError(
            [Problem(codes.CIRCLE, file, f"features need each other: {error}", place=("needs",))]
        ) from None
    strangers = {name for name, (_, folder) in read.items() if folder.pack not in trusted}
    features = {name: layers.over(_feature(*read[name], trusted), trusted) for name in order}
    sections = _sections({name: read[name] for name in order}, strangers, problems)
    catalog = Catalog(features, sections, roots, tested, _reserved(listing, tested, problems))
    problems += check_catalog(catalog)
    if problems:
        raise CatalogError(problems)
    return catalog


def _read(layers: Layers, problems: list[Problem]) -> Read:
    read: Read = {}
    for folder in layers.features:
        file = folder.root / MANIFEST
        manifest = read_manifest(file)
        if isinstance(manifest, list):
            problems += manifest
            continue
        name = manifest.name
        if name != folder.root.name:
            hint = f"rename the folder to {name}, or the feature to {folder.root.name}"
            problems.append(
                Problem(codes.OTHER_NAME, file, f"`name` is {name}, its folder is {folder.root.name}", hint, ("name",))
            )
        else:
            read[name] = (manifest, folder)
    return read


def _unknown_features(read: Read, name: str) -> list[Problem]:
    manifest, folder = read[name]
    return [
        Problem(
            codes.UNKNOWN_FEATURE,
            folder.root / MANIFEST,
            f"`{place}` names {other}, which no pack has",
            None,
            tuple(place.split(".")),
        )
        for place, others in (
            ("needs", manifest.needs),
            ("after", manifest.after),
            ("excludes", manifest.excludes),
            ("without.features", manifest.without.features),
        )
        for other in others
        if other not in read
    ]


def _tested(listing: Listing, problems: list[Problem]) -> dict[str, str]:
    tested: dict[str, str] = {}
    for file in listing.tested:
        try:
            table = toml_text.loads(read_text(file))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            problems.append(Problem(codes.NOT_TOML, file, f"cannot be read: {error}"))
            continue
        for name, versions in table.items():
            if isinstance(versions, str):
                tested[name] = versions
            else:
                problems.append(
                    Problem(codes.BAD_MANIFEST, file, f"`{name}` must be a version range in quotes", None, (name,))
                )
    return tested


def _reserved(listing: Listing, tested: Mapping[str, str], problems: list[Problem]) -> tuple[str, ...]:
    """Name what services install: what was tested, and all that the locks beside it pin."""
    names = set(tested)
    for file in listing.tested:
        lock = file.with_name(LOCK)
        if lock.is_file():
            try:
                text = read_text(lock, MAX_LOCK)
            except (OSError, UnicodeDecodeError) as error:
                problems.append(Problem(codes.UNREADABLE, lock, f"cannot be read: {error}"))
                continue
            names.update(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE))
    imported = {re.sub(r"^python-|-python$", "", name) for name in names}
    return tuple(sorted(names | imported))


def _feature(manifest: Manifest, folder: Folder, trusted: Collection[Path]) -> Feature:
    return Feature(
        name=manifest.name,
        title=manifest.title,
        doc=manifest.doc,
        also=tuple(manifest.also),
        root=folder.root,
        status=manifest.status,
        when=manifest.when,
        needs=tuple(manifest.needs),
        excludes=tuple(manifest.excludes),
        without=manifest.without.model(),
        enable=manifest.enable,
        dependencies=manifest.dependencies.model(),
        settings=tuple(setting.model() for setting in manifest.settings),
        ownership=manifest.ownership,
        moves=tuple(move.model() for move in manifest.moves),
        renamed=tuple(each.model() for each in manifest.renamed),
        removed=tuple(each.model() for each in manifest.removed),
        files=folder.files,
        slots=folder.slots,
        sections=tuple(manifest.sections),
        reserved=tuple(manifest.reserved),
        reserved_plurals=tuple(manifest.reserved_plurals),
        reserved_fields={reason: tuple(names) for reason, names in manifest.reserved_fields.items()},
        entity_routes=tuple(manifest.entity_routes),
        fixed_routes=manifest.fixed_routes,
        verify=tuple(manifest.verify),
        stored=manifest.stored or 0,
        stored_texts=folder.stored,
        trusted=folder.pack in trusted,
    )


def _sections(read: Read, strangers: Collection[str], problems: list[Problem]) -> Mapping[str, Section]:
    parts: dict[str, list[Manifest]] = {}
    for manifest, _ in read.values():
        for name in manifest.sections:
            parts.setdefault(name, []).append(manifest)
    return {name: _section(name, manifests, read, strangers, problems) for name, manifests in parts.items()}


def _of(key: Key, strangers: Collection[str]) -> Key:
    """Mark what a stranger's pattern is matched with."""
    if key.feature not in strangers:
        return key
    inner = {name: _of(each, strangers) for name, each in key.keys.items()}
    return key._replace(linear=True, items=_of(key.items, strangers) if key.items else None, keys=inner)


def _section(
    name: str, manifests: list[Manifest], read: Read, strangers: Collection[str], problems: list[Problem]
) -> Section:
    owners = [manifest for manifest in manifests if manifest.sections[name].doc is not None]
    if len(owners) != 1:
        said = "no feature gives" if not owners else f"both {owners[0].name} and {owners[1].name} give"
        file = read[(owners or manifests)[-1].name][1].root / MANIFEST
        problems.append(Problem(codes.SECTION_DOC, file, f"{said} [{name}] its doc", None, ("sections", name)))
    owner = (owners or manifests)[0]
    table = owner.sections[name]
    keys: dict[str, Key] = {}
    for manifest in sorted(manifests, key=lambda other: other is not owner):
        for key, described in manifest.sections[name].keys.items():
            if key in keys:
                file = read[manifest.name][1].root / MANIFEST
                said = f"the key {name}.{key} belongs to the feature {keys[key].feature} already"
                problems.append(Problem(codes.SAME_KEY, file, said, None, ("sections", name, "keys", key)))
                continue
            keys[key] = _of(described.key(key, manifest.name, manifest.status), strangers)
    return Section(
        name=name,
        doc=table.doc or "",
        keys=keys,
        values=_of(table.values.key(name, owner.name, owner.status), strangers) if table.values else None,
        since=table.since,
        feature=owner.name,
        raw=table.raw,
        own=table.own,
        services=table.services,
        required=table.required,
        peers=table.peers,
        status=owner.status,
        names=table.names,
        entity_names=tuple(table.entity_names),
        reserved={reason: tuple(names) for reason, names in table.reserved.items()},
        makes={kind: tuple(names) for kind, names in table.makes.items()},
        linear=owner.name in strangers,
    )
