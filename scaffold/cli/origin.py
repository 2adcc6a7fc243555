"""What made a file of a project: the project is rendered again in memory, and the file's origin shown."""

from collections.abc import Mapping
from pathlib import Path

from scaffold.catalog.model import Catalog, Feature
from scaffold.cli.failures import RefusedError
from scaffold.cli.packs import Choice, templates_of
from scaffold.cli.terminal import give, paint, say
from scaffold.foreign.errors import PackError
from scaffold.project import state
from scaffold.project.lock import read_lock
from scaffold.project.model import Lock
from scaffold.render import Origin, RenderedFile
from scaffold.spec.model import Spec
from scaffold.tusk import did_you_mean
from scaffold.update.rendering import EditedSpec, project_spec, rendering_as_is

_OWNERSHIP = {
    "merged": "merged: your edits and the templates' are merged on update",
    "seeded": "seeded: yours; written once and never touched again",
    "derived": "derived: rewritten on update; do not edit it",
}


def explain(what: str, project: Path, catalog: Catalog, *, as_json: bool, trust: bool = False) -> None:
    """Show what made a file; `catalog` is that of a project which has no lock.

    Raises TuskError when the spec has errors, and RefusedError when the file is none of the generated ones.
    """
    spec, files, features = _rendered(project, catalog, trust=trust)
    path = next((place for place in _places(what, project) if place in files), None)
    if path is None:
        hint = did_you_mean(_places(what, project)[0], [*files, *catalog.sections])
        raise RefusedError(f"{what} is neither a file that scaffold made nor a section of the spec", hint)
    if as_json:
        give(_data(files[path]))
    else:
        _show(files[path], spec, features)


def _rendered(
    project: Path, catalog: Catalog, *, trust: bool
) -> tuple[Spec | None, Mapping[str, RenderedFile], Mapping[str, Feature]]:
    """Render a project by its own packs, with the history of its data."""
    if not (project / state.LOCK).is_file():
        document = project_spec(project)
        made = rendering_as_is(EditedSpec(document, document.text), catalog, ())
        return made.spec, made.files, catalog.features
    lock = read_lock(project)
    try:
        templates = templates_of(project, Choice(trust=trust))
    except PackError:
        return None, _recorded(lock), {}
    now = templates.generated(lock.history)
    moved = {file.at: now.files[path] for path, file in lock.files.items() if file.at and path in now.files}
    files = {**now.files, **{at: file._replace(path=at) for at, file in moved.items()}}
    return now.spec, files, templates.catalog.features if templates.catalog else {}


def _recorded(lock: Lock) -> dict[str, RenderedFile]:
    """Return what the lock tells of the files, where their pack is gone or not trusted; they have no content."""
    files = [
        RenderedFile(
            each.at or path, b"", each.mode, each.ownership, Origin(each.feature, each.template, (), each.entity)
        )
        for path, each in lock.files.items()
    ]
    return {file.path: file for file in files}


def _places(what: str, project: Path) -> list[str]:
    """Return the paths inside the project that a person can mean: from the working folder, or from the project."""
    places = []
    absolute = Path(what).absolute()
    for base in (Path.cwd(), project):
        real = (base / what).resolve() if not absolute.is_symlink() else absolute
        if real.is_relative_to(project.resolve()):
            places.append(real.relative_to(project.resolve()).as_posix())
    return places or [what]


def _show(file: RenderedFile, spec: Spec | None, features: Mapping[str, Feature]) -> None:
    origin = file.origin
    feature = features.get(origin.feature)
    say(paint(file.path, "path"))
    if spec is None:
        say(f"  pack       {origin.feature}")
        say(f"  template   {origin.template}")
    elif feature is None:
        say("  the service's spec, from which the other files are made")
    else:
        say(f"  feature    {origin.feature}: {feature.title}")
        say(f"  template   {feature.place(origin.template)}")
    for slot, name in origin.slots:
        say(f"  slot       {slot}, filled by {name}")
    if origin.entity:
        kind, _, name = origin.entity.rpartition(":")
        say(f"  {kind or ('entity' if name.isidentifier() else 'revision'):<9}  {name}")
    for number, key in enumerate(origin.keys):
        say(f"  {'' if number else 'spec':<9}  {key}{_value(spec, key)}")
    say(f"  ownership  {_OWNERSHIP[file.ownership]}")


def _value(spec: Spec | None, dotted: str) -> str:
    section, _, key = dotted.partition(".")
    value = spec.values.get(section, {}).get(key) if key and spec else None
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
