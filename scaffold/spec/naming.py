"""The service's name, and what follows from it."""

import keyword
import re
import sys
from typing import NamedTuple

from scaffold.catalog.model import Catalog
from scaffold.spec import codes
from scaffold.spec.given import Given, Place, find
from scaffold.spec.report import Report
from scaffold.spec.subject import cut
from scaffold.tusk import Null, String, parse

MAX_LENGTH = 50
"""A DNS label (RFC 1123) has 63 at most; the rest is left for what tools append, such as `-postgres-data`."""

SPEC_FILE = "service.tusk"
"""The spec's name in a project."""

NAME_PATH = ("service_template", "name")
NAME_PATHS = (NAME_PATH, ("template_config", "service_name"))
"""Where a spec may say the service's name; the first that does counts."""
UNNAMED = "service"

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DEVICES = {"aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows gives to devices, in every folder."""
_FOLDERS = {"docs", "migrations", "src", "tests"}


class Names(NamedTuple):
    """`user-service`, `user_service`, `User Service`."""

    name: str
    package: str
    title: str

    @classmethod
    def of(cls, name: str) -> "Names":
        """Derive the others from the name."""
        words = [word for word in re.split(r"[-_\s]+", name) if word]
        return cls(name, "_".join(words).lower(), " ".join(word[:1].upper() + word[1:] for word in words))

    def holes(self) -> dict[str, str]:
        """Give what fills `{{service_name}}` and its kin."""
        return {"service_name": self.name, "service_package": self.package, "service_title": self.title}


def resolve_names(root: Given, catalog: Catalog, name: str | None, report: Report) -> Names:
    """Settle the service's name: `name` comes before the spec's own. One that is refused is reported."""
    written = next((given for path in NAME_PATHS if (given := _text(root, path))), None)
    place = written.at_value if written else root.at_key
    spoken = written.node.value if written and isinstance(written.node, String) else None
    if name is None and spoken is None:
        report.note(
            codes.NAME_NOTE,
            place,
            f"the spec names no service; it is called {UNNAMED} until `scaffold new NAME` names it",
        )
        return Names.of(UNNAMED)
    if name is not None and spoken is not None and name != spoken:
        report.note(codes.NAME_NOTE, place, f"the service is called {name}, as asked; the spec says {spoken}")
    final = name if name is not None else spoken or UNNAMED
    fault = name_fault(final, catalog)
    if fault:
        place = Place(parse("", source="--name"), Null(0, 0)) if name is not None else place
        hint = f"{fault.better} would do" if fault.better else None
        report.error(codes.BAD_NAME, place, f"a service cannot be called {cut(final)}: {fault.reason}", hint)
        return Names.of(UNNAMED)
    return Names.of(final)


def _text(root: Given, path: tuple[str, ...]) -> Given | None:
    given = find(root, path)
    return given if given and isinstance(given.node, String) else None


class NameFault(NamedTuple):
    """Why a name is refused, and a name that would do, if one is near."""

    reason: str
    better: str | None = None


def name_fault(name: str, catalog: Catalog) -> NameFault | None:
    """Say why a service cannot have a name, or None.

    The name becomes a Python package, a distribution, a container image and a DNS label.
    """
    return _form_fault(name) or _clash(Names.of(name).package, name, catalog)


def _form_fault(name: str) -> NameFault | None:
    better = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()).strip("-")
    better = better if _NAME.fullmatch(better) and len(better) <= MAX_LENGTH else ""
    checks = (
        (not name, "it is empty"),
        (
            len(name) > MAX_LENGTH,
            f"it has {len(name)} characters; image names and DNS labels leave room for {MAX_LENGTH}",
        ),
        ("/" in name or "\\" in name or name.startswith("."), "it holds a path; give the folder with --output"),
        (not name.isascii(), "only the letters a to z, digits and hyphens are allowed"),
        (name[:1].isdigit(), "a Python package cannot begin with a digit"),
        (name != name.lower(), "container image names have no capital letters"),
        ("_" in name, "a host name cannot hold an underscore"),
        (not _NAME.fullmatch(name), "it must be words of letters and digits with single hyphens between them"),
    )
    return next((NameFault(reason, better or None) for wrong, reason in checks if wrong), None)


def _clash(package: str, name: str, catalog: Catalog) -> NameFault | None:
    used = {re.sub(r"[-.]", "_", known.lower()) for known in catalog.reserved}
    checks = (
        (keyword.iskeyword(package), f"{package} is a word of the Python language"),
        (
            package in sys.stdlib_module_names,
            f"{package} is a module of Python's standard library, which it would hide",
        ),
        (package == "test", "test is a package of Python itself, for its own tests"),
        (package in _DEVICES, f"{name} is the name of a device on Windows, so no folder there can have it"),
        (package in _FOLDERS, f"{package} is a folder of the project itself"),
        (package in used, f"{package} is a package that the service itself uses"),
    )
    return next((NameFault(reason, f"{name}-service") for wrong, reason in checks if wrong), None)
