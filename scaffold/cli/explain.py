"""`scaffold explain`: what a part of the spec means, or what made a file of a project."""

import json
from pathlib import Path
from typing import NoReturn

import typer

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog, Key, Section
from scaffold.cli import origin
from scaffold.cli.reading import find_project
from scaffold.cli.terminal import complain, give, paint, paint_error, say
from scaffold.tusk import did_you_mean


def run(what: str, *, as_json: bool) -> None:
    """Explain a section, a key, or a file of the project that the working folder or the path lies in."""
    catalog = load_catalog()
    section, _, key = what.partition(".")
    if section in catalog.sections and not Path(what).exists():
        found = _find_key(catalog.sections[section], key) if key else catalog.sections[section]
        if found is None:
            _unknown(f"[{section}] has no key {key!r}", key, list(catalog.sections[section].keys))
        (_give if as_json else _show)(catalog, catalog.sections[section], found)
        return
    project = find_project(Path(what).absolute().parent) or find_project(Path())
    if project is None:
        if _looks_like_path(what):
            _unknown(f"{what}: no service.tusk was found beside it or above it", "", [])
        _unknown(f"the spec has no section {section!r}", section, list(catalog.sections))
    origin.explain(what, project, catalog, as_json=as_json)


def _looks_like_path(what: str) -> bool:
    return "/" in what or "\\" in what or Path(what).exists()


def _unknown(message: str, word: str, known: list[str]) -> NoReturn:
    hint = did_you_mean(word, known)
    complain(paint_error(message) + (f"\n  hint: {hint}" if hint else ""))
    raise typer.Exit(1)


def _find_key(section: Section, dotted: str) -> Key | None:
    keys, found = section.keys, None
    rest = dotted
    while rest:
        name = max((name for name in keys if rest == name or rest.startswith(f"{name}.")), key=len, default=None)
        if name is None:
            return section.values if found is None else None
        found = keys[name]
        keys, rest = found.keys, rest[len(name) + 1 :]
    return found


def shown(value: object) -> str:
    """Return a value as the language writes it."""
    return json.dumps(value, ensure_ascii=False)


def _show(catalog: Catalog, section: Section, found: Section | Key | None) -> None:
    if isinstance(found, Key):
        _show_key(found, f"{section.name}.")
        say()
        say(_paragraph(found.doc))
        return
    say(paint(f"[{section.name}]", "path") + _standing(section.status, section.since))
    say()
    say(_paragraph(section.doc))
    owner = catalog.features.get(section.feature)
    if owner is not None:
        say()
        say(f"From the feature {owner.name} ({owner.title}).")
    for key in section.keys.values():
        say()
        _show_key(key, "")
        say(_paragraph(key.doc, "  "))
    if section.values is not None:
        say()
        say(f"{'Other keys' if section.keys else 'Keys'}: names of your own, each holding {_type(section.values)}.")


def _show_key(key: Key, prefix: str) -> None:
    default = f", default {shown(key.default)}" if key.default is not None else ""
    required = ", required" if key.required else ""
    say(f"{paint(prefix + key.name, 'path')}: {_type(key)}{default}{required}{_standing(key.status, key.since)}")


def _type(key: Key) -> str:
    words: str = key.type
    if key.choices:
        words = " | ".join(shown(choice) for choice in key.choices)
    elif key.items is not None:
        words += f" of {_type(key.items)}"
    if key.minimum is not None or key.maximum is not None:
        low, high = ("" if bound is None else f"{bound:g}" for bound in (key.minimum, key.maximum))
        words += f" ({low}..{high})"
    reference = {"env": ' or @env("NAME")', "secret": ' or @env.secure("NAME")'}.get(key.reference, "")
    return words + reference


def _standing(status: str, since: str) -> str:
    return paint(f"  (since {since}{', not generated yet' if status == 'planned' else ''})", "dim")


def _paragraph(doc: str, indent: str = "") -> str:
    import textwrap

    return textwrap.fill(" ".join(doc.split()), 100, initial_indent=indent, subsequent_indent=indent)


def _give(catalog: Catalog, section: Section, found: Section | Key | None) -> None:  # noqa: ARG001
    give(_key_data(found) if isinstance(found, Key) else _section_data(section))


def _section_data(section: Section) -> dict[str, object]:
    return {
        "section": section.name,
        "doc": " ".join(section.doc.split()),
        "feature": section.feature,
        "since": section.since,
        "status": section.status,
        "keys": [_key_data(key) for key in section.keys.values()],
        "values": None if section.values is None else _key_data(section.values),
    }


def _key_data(key: Key) -> dict[str, object]:
    return {
        "key": key.name,
        "type": key.type,
        "doc": " ".join(key.doc.split()),
        "default": key.default,
        "required": key.required,
        "choices": list(key.choices),
        "aliases": dict(key.aliases),
        "minimum": key.minimum,
        "maximum": key.maximum,
        "reference": key.reference,
        "since": key.since,
        "status": key.status,
        "feature": key.feature,
        "keys": [_key_data(inner) for inner in key.keys.values()],
    }
