"""Specs from files."""

from pathlib import Path

from scaffold.spec.naming import SPEC_FILE
from scaffold.system.model import SYSTEM_FILE
from scaffold.tusk import Diagnostic, Document, codes

_UNREADABLE = frozenset({codes.UNREADABLE, codes.TOO_LARGE, codes.NOT_UTF8})


def unreadable(document: Document) -> tuple[Diagnostic, ...]:
    """Return why a file could not be read, if so; then nothing else that is found about it means anything."""
    return tuple(found for found in document.diagnostics if found.code in _UNREADABLE)


def spec_in(folder: Path) -> Path:
    """Return where the spec of the service or system in a folder stands."""
    return folder / (SYSTEM_FILE if (folder / SYSTEM_FILE).is_file() else SPEC_FILE)


def find_project(place: Path) -> Path | None:
    """Return the nearest folder, from a place upward, with a `service.tusk` or what an update needs."""
    from scaffold.project import state  # brings along what only a project needs

    absolute = place.absolute()
    known = (SPEC_FILE, state.LOCK)
    folders = (absolute, *absolute.parents)
    return next((folder for folder in folders if any((folder / name).is_file() for name in known)), None)
