"""Packs of templates: copier's, cookiecutter's, and our own from elsewhere. Nothing but the command line imports it.

copier and cookiecutter are only imported in the process that renders.
"""

from scaffold.foreign.adoption import Adopted, Adoption, FileStanding, plan_adoption
from scaffold.foreign.errors import PackError, UntrustedError
from scaffold.foreign.house import load_packs
from scaffold.foreign.model import Pack, RenderedPack
from scaffold.foreign.packs import find_pack, newer_pack, recorded_pack
from scaffold.foreign.rendering import LOOKING, MAKING, render_pack, render_version
from scaffold.foreign.renewing import Renewal, Written, render_update

__all__ = [
    "LOOKING",
    "MAKING",
    "Adopted",
    "Adoption",
    "FileStanding",
    "Pack",
    "PackError",
    "RenderedPack",
    "Renewal",
    "UntrustedError",
    "Written",
    "find_pack",
    "load_packs",
    "newer_pack",
    "plan_adoption",
    "recorded_pack",
    "render_pack",
    "render_update",
    "render_version",
]
