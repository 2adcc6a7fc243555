"""What this scaffold was installed as: its distribution, and what installs the same one elsewhere."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from scaffold import __version__

NAME = "tusk-scaffold"
"""The distribution's name; the package and the command are called `scaffold`."""

_PERSON = re.compile(r"(?<=^https://)[^/]*@")
_ADDRESS = re.compile(
    r"git\+(https://|ssh://git@)[A-Za-z0-9][A-Za-z0-9.:/_~-]*@[0-9a-f]{40,64}(#subdirectory=[A-Za-z0-9._/-]+)?"
)


@cache
def made_by() -> str:
    """Return the requirement that installs this scaffold anywhere.

    It names the commit where scaffold was installed from a git repository with a URL, else the version: a folder or a
    file of this machine means nothing elsewhere.
    """
    return _at_commit(_origin()) or f"{NAME}=={__version__}"


def needed(library: str) -> str:
    """Return the requirement of this scaffold for a library: its range, where that is known."""
    from importlib.metadata import PackageNotFoundError, requires

    from packaging.requirements import Requirement

    try:
        found = [Requirement(line) for line in requires(NAME) or ()]
    except PackageNotFoundError:
        found = []
    return next((str(each) for each in found if each.name == library), library)


def _origin() -> object:
    """Return what the installer recorded of where this scaffold came from (PEP 610), if it was no index.

    It stands beside the package; to import importlib.metadata takes longer than all else that `made_by` does.
    """
    folder = f"{NAME.replace('-', '_')}-{__version__}.dist-info"
    try:
        return json.loads((Path(__file__).parents[1] / folder / "direct_url.json").read_bytes())
    except (OSError, ValueError):
        return None


def _at_commit(origin: object) -> str | None:
    if not isinstance(origin, Mapping) or not isinstance(origin.get("vcs_info"), Mapping):
        return None
    control, commit = (origin["vcs_info"].get(key) for key in ("vcs", "commit_id"))
    url = _PERSON.sub("", str(origin.get("url")))
    folder = f"#subdirectory={origin['subdirectory']}" if "subdirectory" in origin else ""
    address = f"{control}+{url}@{commit}{folder}"
    return f"{NAME} @ {address}" if _ADDRESS.fullmatch(address) else None
