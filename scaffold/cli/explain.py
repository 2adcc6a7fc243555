"""`scaffold explain`: what a part of the spec means, or what made a file of a project."""

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog, Feature, find_feature
from scaffold.cli import features
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.reading import find_project
from scaffold.cli.terminal import give, paint, say
from scaffold.spec.explain import KeyInfo, SectionInfo, UnknownPathError, explain, section_info
from scaffold.spec.field_help import Help

WIDTH = 100


def run(what: str, *, as_json: bool, trust: bool = False) -> None:
    """Explain a section, a key, or a file of the project that the path or the working folder lies in."""
    with told(as_json=as_json):
        _explain(what, as_json=as_json, trust=trust)


def _explain(what: str, *, as_json: bool, trust: bool) -> None:
    catalog = load_catalog()
    if _names_part(what, catalog):
        _explain_part(what, catalog, as_json=as_json)
        return
    feature = None if Path(what).exists() else find_feature(catalog, what)
    if feature is not None:
        give(features.data(feature)) if as_json else _show_feature(feature, catalog)
        return
    project = find_project(Path(what).absolute().parent) or find_project(Path())
    if project is None:
        _refuse(what, catalog)
    from scaffold.cli import origin

    origin.explain(what, project, catalog, as_json=as_json, trust=trust)


def _names_part(what: str, catalog: Catalog) -> bool:
    return what.partition(".")[0] in catalog.sections and not Path(what).exists()


def _explain_part(what: str, catalog: Catalog, *, as_json: bool) -> None:
    try:
        found = explain(catalog, what)
    except UnknownPathError as error:
        raise RefusedError(f"the spec has no section or key {what!r}", error.hint) from None
    if as_json:
        give(asdict(found))
    elif isinstance(found, SectionInfo):
        _show_section(found, catalog)
    else:
        _show_key(found)
        _show_inner(found.path, section_info(catalog.sections[found.path.partition(".")[0]]))


def _refuse(what: str, catalog: Catalog) -> NoReturn:
    if "/" in what or "\\" in what or Path(what).exists():
        raise RefusedError(f"{what}: there is no service.tusk beside it or above it", "run this inside a project")
    try:
        explain(catalog, what)
    except UnknownPathError as error:
        hint = error.hint or "scaffold schema shows all that it has"
        raise RefusedError(f"the spec has no section {what!r}", hint) from None
    raise AssertionError(what)


def _show_section(info: SectionInfo, catalog: Catalog) -> None:
    say(f"{paint(f'[{info.name}]', 'path')}{_standing(info.status, info.since)}")
    say(_paragraph(info.doc))
    names = ", ".join(f"{catalog.features[name].title} ({name})" for name in info.features if name in catalog.features)
    say(_paragraph(f"From: {names}."))
    _show_inner(info.name, info)
    for title, rows in (("field type", info.types), ("modifier", info.modifiers)):
        if rows:
            say()
            _show_help(title, rows)


def _show_inner(path: str, info: SectionInfo) -> None:
    """Print the keys under a section or a key."""
    for key in info.keys:
        if key.doc and key.path.startswith(f"{path}."):
            say()
            _show_key(key, indent="  ")


def _show_feature(feature: Feature, catalog: Catalog) -> None:
    """Print what a feature is, how it is turned on, and the sections that describe it."""
    later = paint("  (not generated yet)", "dim") if feature.status == "planned" else ""
    say(f"{paint(feature.name, 'path')}: {feature.title}{later}")
    say(_paragraph(feature.doc))
    say(_paragraph(f"Turned on: {features.how(feature, catalog)}."))
    if feature.sections:
        say(_paragraph(f"Sections: {', '.join(f'[{name}]' for name in feature.sections)}."))


def _show_help(title: str, rows: Sequence[Help]) -> None:
    """Print what a field's text is made of, a line each."""
    names = [", ".join(row.written) for row in rows]
    width = max(map(len, (title, *names)))
    say(paint(f"  {title:<{width}}  meaning", "dim"))
    for name, row in zip(names, rows, strict=True):
        first, *more = textwrap.wrap(row.meaning.replace("`", ""), WIDTH - width - 4)
        say(f"  {paint(name, 'path')}{' ' * (width - len(name))}  {first}")
        for line in more:
            say(f"{' ' * (width + 4)}{line}")


def _show_key(key: KeyInfo, indent: str = "") -> None:
    default = "" if key.default is None else f", default {key.default}"
    required = ", required" if key.required else ""
    say(f"{indent}{paint(key.path, 'path')}: {key.type}{default}{required}{_standing(key.status, key.since)}")
    lines = [key.doc]
    if key.choices:
        later = [f"{choice} (not yet)" if choice in key.planned_choices else choice for choice in key.choices]
        lines.append(f"One of: {', '.join(later)}.")
    if key.always:
        lines.append(f"Always {key.default}: {key.always}")
    if key.aliases:
        lines.append(f"Also read: {', '.join(f'{word} as {value}' for word, value in key.aliases.items())}.")
    if key.also:
        lines.append(f"Other names: {', '.join(key.also)}.")
    if key.limits:
        lines.append(f"Limits: {key.limits}.")
    if key.reference:
        lines.append(f"Or a reference: {key.reference}.")
    if key.same_as:
        lines.append(f"The same as {key.same_as}.")
    for line in lines:
        if line:
            say(_paragraph(line, indent + "  "))


def _standing(status: str, since: str) -> str:
    return paint(f"  (since {since}{', not generated yet' if status == 'planned' else ''})", "dim")


def _paragraph(text: str, indent: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent)
