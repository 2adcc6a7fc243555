"""What is wrong with a document as that of a system, whatever its services' specs hold."""

from collections.abc import Iterator

from scaffold.spec import name_fault
from scaffold.system import codes
from scaffold.system.catalogs import Catalogs
from scaffold.system.naming import Named
from scaffold.tusk import Diagnostic, Document, Entry, Section, did_you_mean


def faults(document: Document, catalogs: Catalogs, named: tuple[Named, ...]) -> Iterator[Diagnostic]:
    """Yield what only the whole document shows."""
    if document.includes:
        message = "the spec of a system is one file, and includes no others"
        yield _error(codes.INCLUDES, document, document.sections[0], message, "move what it includes into it")
    if not named and document.sections:
        message = "the system has no service"
        yield _error(codes.NO_SERVICE, document, document.sections[0], message, "name them below [services]")
    yield from _sections(document, catalogs, named)
    for service in named:
        fault = name_fault(service.name, catalogs.service)
        if fault is not None:
            hint = f"{fault.better.replace('-', '_')} would do" if fault.better else None
            message = f"a service cannot be called {service.name}: {fault.reason}"
            yield _error(codes.BAD_SERVICE_NAME, document, service.place or document.sections[0], message, hint)


def _sections(document: Document, catalogs: Catalogs, named: tuple[Named, ...]) -> Iterator[Diagnostic]:
    packages = {each.package for each in named}
    for section in document.sections:
        head = section.path[0] if section.path else ""
        if not head or head in catalogs.service.sections or head in catalogs.system.sections:
            continue
        if head.replace("-", "_") not in packages:
            if len(section.path) > 1:
                hint = did_you_mean(head, sorted(packages)) or "name it below [services]"
                yield _error(codes.UNKNOWN_SERVICE, document, section, f"the system has no service {head}", hint)
        elif len(section.path) == 1:
            message = f"[{head}] is for one service, and says nothing of it by itself"
            hint = f"write sections such as [{head}.models]"
            yield _error(codes.NO_SECTION, document, section, message, hint)


def _error(code: str, document: Document, place: Section | Entry, message: str, hint: str | None) -> Diagnostic:
    return Diagnostic(code, "error", message, document.locate(place), hint)
