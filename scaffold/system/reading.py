"""`read_system`: a document of several services, each checked as a spec of its own."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scaffold.spec import check
from scaffold.system.catalogs import Catalogs
from scaffold.system.deriving import Derivation
from scaffold.system.faults import faults
from scaffold.system.lines import Line
from scaffold.system.model import NAME_PATH, Member, System
from scaffold.system.naming import named_services
from scaffold.tusk import Diagnostic, Document, Location, parse


def read_system(document: Document, catalogs: Catalogs) -> System:
    """Read what a document says of a system and of each of its services.

    Problems of a service's spec are shown where they stand in the document, each once. Raises CatalogError.
    """
    named = named_services(document, catalogs)
    found = [*document.diagnostics, *faults(document, catalogs, named)]
    members: list[Member] = []
    checked: list[_Checked] = []
    derivation = Derivation(document, catalogs, named)
    if not any(each.severity == "error" for each in found):
        for service in named:
            lines = derivation.lines(service)
            own = parse(_text(lines), source=document.source)
            spec = check(own, catalogs.service)
            checked.append(_Checked(_placed(spec.diagnostics, document, lines), {line.number for line in lines}))
            members.append(Member(service.name, service.package, own, spec))
    found += (each for one in checked for each in one.found if _is_of_all(each, checked))
    lines = derivation.lines_of_system()
    root = check(parse(_text(lines), source=document.source), catalogs.system, name=_name(document))
    found += _placed(root.diagnostics, document, lines)
    root = root._replace(services=tuple(member.spec for member in members), document=document)
    return System(document, root, tuple(members), tuple(_once(found)))


def _name(document: Document) -> str | None:
    written = document.find(NAME_PATH)
    return written.value if written is not None and isinstance(written.value, str) else None


def _text(lines: Iterable[Line]) -> str:
    return "".join(line.text for line in lines)


class _Checked(NamedTuple):
    """What was found in the spec of one service, and the lines of the document that it is from."""

    found: tuple[Diagnostic, ...]
    lines: set[int]


def _is_of_all(note: Diagnostic, checked: Sequence[_Checked]) -> bool:
    """Say whether a finding is none of one service alone, in a section that is for others too.

    What is wrong for one is wrong; but a note, such as that a section has no effect, is only true of the system where
    it is true of each service.
    """
    if note.severity != "note":
        return True
    where = (note.code, note.location.line)
    concerned = (each for each in checked if note.location.line in each.lines)
    return all(any((other.code, other.location.line) == where for other in each.found) for each in concerned)


def _placed(found: Iterable[Diagnostic], document: Document, lines: Sequence[Line]) -> tuple[Diagnostic, ...]:
    """Give findings in the spec of one service where their lines stand in the document."""

    def place(location: Location) -> Location:
        if location.source != document.source or not 1 <= location.line <= len(lines):
            return location
        return location._replace(line=lines[location.line - 1].number)

    return tuple(
        each._replace(location=place(each.location), related=tuple(map(place, each.related))) for each in found
    )


def _once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings by their place, each once, though several services have it."""
    once = {(each.code, each.message, str(each.location)): each for each in reversed([*found])}
    yield from sorted(once.values(), key=lambda each: (each.location.line, each.location.column, each.code))
