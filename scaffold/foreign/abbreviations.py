"""The user's own abbreviations of addresses, in the settings of cookiecutter: `~/.cookiecutterrc`."""

import os
import re
from pathlib import Path

from scaffold.foreign.errors import PackError
from scaffold.foreign.source import SHORT

_PREFIX = re.compile(r"([A-Za-z][\w.-]*):(?!//)(.+)", re.DOTALL)


def expanded(text: str) -> str:
    """Return an address with the user's abbreviation in it written out; raises PackError for settings that are none."""
    found = _PREFIX.fullmatch(text)
    if found is None or found[1] in SHORT or Path(text).exists():
        return text
    form = _abbreviations().get(found[1])
    if not isinstance(form, str):
        return text
    inside = found[2].partition("#")
    return form.replace("{0}", inside[0]).replace("{}", inside[0]) + inside[1] + inside[2]


def _abbreviations() -> dict[str, object]:
    path = Path(os.environ.get("COOKIECUTTER_CONFIG") or Path("~/.cookiecutterrc").expanduser())
    if not path.is_file():
        return {}
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        settings = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError) as error:
        raise PackError(f"{path}: cookiecutter's settings cannot be read: {error}") from None
    found = settings.get("abbreviations") if isinstance(settings, dict) else None
    return found if isinstance(found, dict) else {}
