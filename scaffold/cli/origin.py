"""What made a file of a project: the project is rendered again in memory, and the file's origin shown."""

import os
from pathlib import Path

from scaffold.catalog.model import Catalog
from scaffold.cli.failures import RefusedError
from scaffold.cli.terminal import give, paint, say
from scaffold.project.spec_files import own_files
from scaffold.render import RenderedFile, render
from scaffold.spec import check
from scaffold.spec.model import Spec
from scaffold.spec.naming import SPEC_FILE
from scaffold.tusk import TuskError, did_you_mean, load

_OWNERSHIP = {
    "merged": "merged: your edits and the templates' are merged on update",
    "seeded": "seeded: yours; written once and never touched again",
    "derived": "derived: rewritten on update; do not edit it",
}


def explain(what: str, project: Path, catalog: Catalog, *, as_json: bool) -> None:
    """Show what made a file.

    Raises TuskError when the spec has errors, and RefusedError when the file is none of the generated ones.
    """
    spec = check(load(Path(os.path.relpath(project / SPEC_FILE))), catalog)
    if spec.has_errors:
        raise TuskError(tuple(found for found in spec.diagnostics if found.severity == "error"))
    rendered = render(spec, catalog)
    files = {**rendered.files, **own_files(spec, rendered.files)}
    path = next((place for place in _places(what, project) if place in files), None)
    if path is None:
        hint = did_you_mean(_places(what, project)[0], [*files, *catalog.sections])
        raise RefusedError(f"{what} is neither a file that scaffold made nor a section of the spec", hint)
    if as_json:
        give(_data(files[path]))
    else:
        _show(files[path], spec, catalog)


def _places(what: str, project: Path) -> list[str]:
    """Return the paths inside the project that a person can mean: from the working folder, or from the project."""
    places = []
    absolute = Path(what).absolute()
    for base in (Path.cwd(), project):
        real = (base / what).resolve() if not absolute.is_symlink() else absolute
        if real.is_relative_to(project.resolve()):
            places.append(real.relative_to(project.resolve()).as_posix())
    return places or [what]


def _show(file: RenderedFile, spec: Spec, catalog: Catalog) -> None:
    origin = file.origin
    feature = catalog.features.get(origin.feature)
    say(paint(file.path, "path"))
    if feature is None:
        say("  the service's spec, from which the other files are made")
    else:
        say(f"  feature    {origin.feature}: {feature.title}")
        say(f"  template   {feature.place(origin.template)}")
    for slot, name in origin.slots:
        say(f"  slot       {slot}, filled by {name}")
    if origin.entity:
        say(f"  entity     {origin.entity}")
    for number, key in enumerate(origin.keys):
        say(f"  {'' if number else 'spec':<9}  {key}{_value(spec, key)}")
    say(f"  ownership  {_OWNERSHIP[file.ownership]}")


def _value(spec: Spec, dotted: str) -> str:
    section, _, key = dotted.partition(".")
    value = spec.values.get(section, {}).get(key) if key else None
    text = getattr(value, "text", value)
    if isinstance(text, bool):
        return f": {str(text).lower()}"
    return f": {text}" if isinstance(text, str | int | float) else ""


def _data(file: RenderedFile) -> dict[str, object]:
    return {
        "path": file.path,
        "feature": file.origin.feature,
        "template": file.origin.template,
        "slots": [{"slot": slot, "feature": feature} for slot, feature in file.origin.slots],
        "entity": file.origin.entity,
        "keys": list(file.origin.keys),
        "ownership": file.ownership,
        "mode": f"{file.mode:o}",
    }
