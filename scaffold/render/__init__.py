"""A checked spec and a catalogue to a service's files, in memory: `render(spec, catalog)`."""

from scaffold.render.chain import chain_ends
from scaffold.render.engine import render, service_settings
from scaffold.render.errors import RenderError
from scaffold.render.model import Origin, RenderedFile, RenderedTree
from scaffold.render.review import Finding, reviewed
from scaffold.render.stored import require_stored

__all__ = [
    "Finding",
    "Origin",
    "RenderError",
    "RenderedFile",
    "RenderedTree",
    "chain_ends",
    "render",
    "require_stored",
    "reviewed",
    "service_settings",
]
