"""Values given on the command line (`--set`, `--with`), laid over what the spec says."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from scaffold.catalog.model import Catalog, Key, find_feature
from scaffold.spec import codes
from scaffold.spec.given import Given, Place, find, lay_over, tree
from scaffold.spec.naming import NAME_PATH
from scaffold.spec.opposed import Laid, report_lost
from scaffold.spec.report import Report
from scaffold.tusk import Document, Node, String, did_you_mean, parse
from scaffold.tusk.masking import looks_secret

Path = tuple[str, ...]
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def lay_over_command(  # noqa: PLR0913
    root: Given,
    catalog: Catalog,
    overrides: Mapping[str, object],
    enable: Sequence[str],
    report: Report,
    *,
    name: str | None = None,
) -> list[Laid]:
    """Lay the values that features of `enable` need, then `overrides`, over a spec; gives what was laid.

    A feature that is for one service of a name is for the service called `name`, or else what the spec calls it.

    Keys of `overrides` are `section.key`; text is read as a value of the language. Two that cannot both hold are
    reported.
    """
    laid: list[Laid] = []
    for each in enable:
        for dotted, value in _switches(root, each, catalog, report, name).items():
            laid.append(_lay(root, catalog, f"--with {each}", dotted, value))
    for dotted, value in overrides.items():
        place = Place(parse(dotted, source="--set"), root.key)
        if "." not in dotted.strip("."):
            report.error(codes.BAD_OVERRIDE, place, f"{dotted!r} does not name a key", "write section.key=value")
            continue
        laid.append(_lay(root, catalog, f"--set {dotted}", dotted, value))
    report_lost(laid, root, report)
    return laid


def split_path(catalog: Catalog, dotted: str) -> Path:
    """Cut `section.key` at its dots; a key of the catalogue that holds a dot itself stays whole."""
    name, *rest = dotted.split(".")
    section = catalog.sections.get(name)
    keys: Mapping[str, Key] = section.keys if section else {}
    path = [name]
    while rest:
        end = next((end for end in range(len(rest), 0, -1) if ".".join(rest[:end]) in keys), 1)
        part = ".".join(rest[:end])
        keys = keys[part].keys if part in keys else {}
        path.append(part)
        rest = rest[end:]
    return tuple(path)


def _switches(root: Given, name: str, catalog: Catalog, report: Report, service: str | None) -> Mapping[str, object]:
    feature = find_feature(catalog, name)
    place = Place(parse("", source=f"--with {name}"), root.key)
    if feature is None:
        report.error(
            codes.UNKNOWN_FEATURE, place, f"there is no feature {name}", partial(_meant, name, catalog.features)
        )
        return {}
    if feature.when is None:
        report.note(codes.ALWAYS_ON, place, f"{feature.title} ({name}) is part of every service")
    written = find(root, NAME_PATH)
    service = service or (written.node.value if written and isinstance(written.node, String) else None)
    return {**feature.enable, **dict.fromkeys(_service_keys(catalog, feature.name) if service else (), service)}


def _service_keys(catalog: Catalog, feature: str) -> Iterator[str]:
    """Give the keys that name the service which a feature is for."""
    for section in catalog.sections.values():
        yield from (
            f"{section.name}.{key.name}" for key in section.keys.values() if key.service and key.feature == feature
        )


def _meant(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or "scaffold features lists them"


def _lay(root: Given, catalog: Catalog, source: str, dotted: str, value: object) -> Laid:
    path = split_path(catalog, dotted)
    document, node = _read(source, _key(path), value)
    lay_over(root, path, tree(document, node, node, laid_over=True))
    return Laid(path, node, Place(document, node), source)


def _key(path: Path) -> str:
    """Give the part of a path under which its value is shown: one that looks secret, so that the value is masked."""
    key = next(filter(looks_secret, reversed(path)), path[-1])
    if _BARE.fullmatch(key):
        return key
    return "secret" if looks_secret(key) else "value"


def _read(source: str, key: str, value: object) -> tuple[Document, Node]:
    """Read a value; text that is not a value of the language is taken as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    document = parse(f"{key}: {text}", source=source)
    node = document.root.get(key)
    if node is not None and not document.has_errors and len(document.root.entries) == 1:
        return document, node
    quoted = json.dumps(text, ensure_ascii=False)
    verbatim = quoted.replace("{", r"\u007b").replace("$", r"\u0024")
    for written in (quoted, verbatim):
        document = parse(f"{key}: {written}", source=source)
        node = document.root.get(key)
        if node is not None:
            return document, node
    raise AssertionError(key)  # a quoted text without holes always parses
