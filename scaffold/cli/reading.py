"""Specs from files."""

from pathlib import Path

from scaffold.spec.model import Spec
from scaffold.tusk import Diagnostic, Document, load

SPEC_FILE = "service.tusk"
"""The spec's name in a project."""


def load_spec(path: Path) -> Document:
    """Read a spec or a guide; what is wrong, a file that is missing included, stands in its diagnostics."""
    return load(path)


def diagnostics_of(spec: Spec) -> tuple[Diagnostic, ...]:
    """Return what the language and the check say about a spec."""
    return spec.diagnostics


def find_project(place: Path) -> Path | None:
    """Return the nearest folder, from a place upward, with a `service.tusk`."""
    absolute = place.absolute()
    return next((folder for folder in (absolute, *absolute.parents) if (folder / SPEC_FILE).is_file()), None)
