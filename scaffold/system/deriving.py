"""The spec of one service of a system: what the system's document says of it, and of all."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scaffold.catalog.model import Key
from scaffold.spec.naming import NAME_PATH, NAME_PATHS
from scaffold.spec.sections import MODELS, names_entities
from scaffold.system.catalogs import Catalogs
from scaffold.system.lines import Edit, Line, Numbered
from scaffold.system.naming import Named, section_feature
from scaffold.tusk import Document, Integer, Map, Node, Operator, Section, String
from scaffold.tusk.removal import removal
from scaffold.tusk.splice import line_start, next_line

Path = tuple[str, ...]
HEADING = """\
# Made from ../../system.tusk, which is the one to edit: what is for this service alone stands there in sections
# such as [{package}.service_config]. Then run scaffold update.

"""


class Region(NamedTuple):
    """A section as written, with the comment above it: where that starts, and where the next one does."""

    section: Section
    start: int
    end: int

    @property
    def path(self) -> Path:
        """The section's name, split at its dots."""
        return self.section.path


class Derivation:
    """How the specs of a system's services are made from its document, which has no errors of form."""

    def __init__(self, document: Document, catalogs: Catalogs, named: tuple[Named, ...]) -> None:
        self._document = document
        self._numbered = Numbered(document.text)
        self._catalogs = catalogs
        self._named = named
        self._regions = tuple(_regions(document))
        self._template = self._name_for_all()

    def lines(self, service: Named) -> list[Line]:
        """Give the service's spec. What it says of the services that it calls is their models."""
        peers = self._peers(service)
        own = [region for region in self._regions if self.owner(region.section) == service.package]
        found = [Line(text, 1) for text in HEADING.format(package=service.package).splitlines(keepends=True)]
        first = self._regions[0].start if self._regions else len(self._document.text)
        found += _parted(self._numbered.lines(0, first))
        missing = self._missing(service, own)
        for region in self._regions:
            if self._is_shared(region.section, service):
                same = [each for each in own if each.path[1:] == region.path]
                found += _parted(self._shared(region, service, own, same, missing.pop(region.path, [])))
                own = [each for each in own if each not in same]
        for region in own:
            found += _parted(self._alone(region))
        for region in self._regions:
            if self.owner(region.section) in peers and region.path[1:] == (MODELS,):
                found += _parted(self._numbered.lines(region.start, region.end))
        for path, lines in missing.items():
            found += _parted([Line(f"[{'.'.join(path)}]\n", 1), *lines])
        while found and not found[-1].text.strip():
            found.pop()
        return found

    def lines_of_system(self) -> list[Line]:
        """Give what the document says of the workspace itself."""
        own = (each for each in self._regions if each.path[0] in self._catalogs.system.sections)
        return [line for each in own for line in _parted(self._numbered.lines(each.start, each.end))]

    def owner(self, section: Section) -> str | None:
        """Give the package of the service that a section is for by its name."""
        head = section.path[0] if section.path else ""
        package = head.replace("-", "_")
        known = {each.package for each in self._named}
        return package if package in known and head not in self._catalogs.service.sections else None

    def _peers(self, service: Named) -> set[str]:
        """Give the packages of the services whose entities the service names."""
        found = set()
        for name, section in self._catalogs.service.sections.items():
            if names_entities(section):
                for node in (self._document.find((name,)), *service.nodes(self._document, after=(name,))):
                    found |= {key.replace("-", "_") for key in (node.entries if isinstance(node, Map) else ())}
        return found - {service.package}

    def _is_shared(self, section: Section, service: Named) -> bool:
        """Say whether a section that is for no service by its name is for this one too."""
        if not section.path or self.owner(section) is not None or section.path[0] in self._catalogs.system.sections:
            return False
        only = section_feature(section, self._catalogs, self._named)
        return only is None or only.package == service.package

    def _shared(
        self, region: Region, service: Named, own: list[Region], same: list[Region], missing: list[Line]
    ) -> list[Line]:
        """Give a section for all as this service has it; its own one of the same name goes into it."""
        node = region.section.node
        if not isinstance(node, Map):
            return self._numbered.lines(region.start, region.end)
        overruled = {key for each in own for path, key in _keys(each) if path == region.path}
        overruled |= self._said_apart(region.path, service)
        gone = [
            entry for entry in node.entries.values() if self._is_gone((*region.path, entry.key), service, overruled)
        ]
        edits: list[Edit] = [(*removal(self._document.text, node, entry), "") for entry in gone]
        for entry in node.entries.values():
            if entry not in gone:
                edits += self._own_values((*region.path, entry.key), entry.node, service)
        inner = [line for each in same for line in self._body(each)]
        if len(gone) == len(node.entries) and not missing and not inner:
            return []
        header = next_line(self._document.text, region.section.end)
        body = _unpadded(self._numbered.lines(header, region.end, edits))
        return [*self._numbered.lines(region.start, header), *missing, *body, *inner]

    def _is_gone(self, path: Path, service: Named, overruled: set[str]) -> bool:
        section = self._catalogs.service.sections.get(path[0])
        is_others = section is not None and section.own and path[1].replace("-", "_") != service.package
        return path[-1] in overruled or is_others or (service.feature is not None and self._is_apart(path))

    def _said_apart(self, path: Path, service: Named) -> set[str]:
        """Give the keys of a section for all that the service's entry among those of all services says as well."""
        found = set()
        for name, section in self._catalogs.service.sections.items():
            keys = section.values.keys.values() if section.own and section.values is not None else ()
            given = self._entry(name, service) if keys else {}
            for key in keys:
                home, _, same = (key.same_as or "").rpartition(".")
                if key.name in given and (home,) == path:
                    found.add(same)
        return found

    def _entry(self, section: str, service: Named) -> Mapping[str, object]:
        """Give a service's entry of a section whose entries are named after services."""
        found = (node.entries for node in service.nodes(self._document, section) if isinstance(node, Map))
        return next(found, {})

    def _body(self, region: Region) -> list[Line]:
        return self._numbered.lines(next_line(self._document.text, region.section.end), region.end)

    def _alone(self, region: Region) -> list[Line]:
        """Give a section for the service alone under the name that it has in the service's spec."""
        section = region.section
        edit = (section.start, section.end, f"[{'.'.join(section.path[1:])}]")
        return self._numbered.lines(region.start, region.end, [edit])

    def _own_values(self, path: Path, node: Node, service: Named) -> Iterator[Edit]:
        """Write what is the service's own in a section for all: its name, its numbers, its variables."""
        if isinstance(node, String) and self._names_service(path, node.value):
            yield node.start, node.end, json.dumps(service.name)
        elif isinstance(node, Integer) and self._is_apart(path):
            yield node.start, node.end, str(self._apart(path, service))
        elif isinstance(node, Operator) and node.arguments:
            yield from self._own_variable(node, service)

    def _own_variable(self, node: Operator, service: Named) -> Iterator[Edit]:
        """Write a variable that is called after the service whose name the sections for all have."""
        before = f"{self._template.replace('-', '_').upper()}_" if self._template else None
        variable = node.arguments[0]
        if before is None or not isinstance(variable, str) or not variable.startswith(before):
            return
        at = self._document.text.find(variable, node.start, node.end)
        if at >= 0:
            yield at, at + len(before), f"{service.package.upper()}_"

    def _names_service(self, path: Path, value: str) -> bool:
        """Say whether a value is the name of the service itself, not that of any other one."""
        if path in NAME_PATHS:
            return True
        key = self._key(path)
        return key is not None and key.default == "{{service_name}}" and value == self._template

    def _name_for_all(self) -> str | None:
        """Give the service's name that the sections for all have, if they have one."""
        written = self._document.find(NAME_PATH)
        return written.value if isinstance(written, String) else None

    def _key(self, path: Path) -> Key | None:
        section = self._catalogs.service.sections.get(path[0])
        return section.keys.get(path[1]) if section is not None and len(path) > 1 else None

    def _is_apart(self, path: Path) -> bool:
        key = self._key(path)
        return key is not None and key.apart

    def _apart(self, path: Path, service: Named) -> int:
        """Give a service's own number: it counts on from that of the sections for all, past those that others have."""
        written, key = self._document.find(path), self._key(path)
        base = written.value if isinstance(written, Integer) else key.default if key is not None else 0
        number = base if isinstance(base, int) else 0
        taken = self._taken(path)
        for each in self._named:
            if each.feature is not None or self._own_number(path, each) is not None:
                continue
            while number in taken:
                number += 1
            if each.package == service.package:
                break
            number += 1
        return number

    def _taken(self, path: Path) -> set[int]:
        """Give the numbers that services say themselves."""
        numbers = {self._own_number(path, each) for each in self._named}
        for name, section in self._catalogs.service.sections.items():
            for key in section.keys.values():
                if key.apart and (name, key.name) != path:
                    written = self._document.find((name, key.name))
                    numbers.add(written.value if isinstance(written, Integer) else _number(key.default))
        return {number for number in numbers if number is not None}

    def _own_number(self, path: Path, service: Named) -> int | None:
        found = (node.value for node in service.nodes(self._document, after=path) if isinstance(node, Integer))
        return next(found, None)

    def _missing(self, service: Named, own: list[Region]) -> dict[Path, list[Line]]:
        """Give the lines, by section, that the service has to have and the document has nowhere."""
        needed: dict[Path, str] = {NAME_PATH: json.dumps(service.name)}
        if service.feature is None:
            needed |= {path: str(self._apart(path, service)) for path in self._all_apart()}
        given = {(*path, key) for each in own for path, key in _keys(each)}
        found: dict[Path, list[Line]] = {}
        for path, value in needed.items():
            if path not in given and self._document.find(path) is None:
                found.setdefault(path[:-1], []).append(Line(f"{path[-1]}: {value}\n", 1))
        return found

    def _all_apart(self) -> Iterator[Path]:
        """Yield the paths of the numbers that every service has one of."""
        for name, section in self._catalogs.service.sections.items():
            if section_feature(Section((name,), 0, 0, Map(0, 0)), self._catalogs, self._named) is None:
                yield from ((name, key.name) for key in section.keys.values() if key.apart)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _keys(region: Region) -> Iterator[tuple[Path, str]]:
    """Yield the keys of a section for one service: the path that its section has in the service's spec, and the key."""
    path = region.path[1:]
    for end in range(1, len(path)):
        yield path[:end], path[end]
    if isinstance(region.section.node, Map):
        yield from ((path, key) for key in region.section.node.entries)


def _parted(lines: list[Line]) -> list[Line]:
    """Give lines with a blank one behind them."""
    if not lines:
        return []
    *first, last = lines
    whole = last if last.text.endswith("\n") else Line(f"{last.text}\n", last.number)
    return [*first, whole, Line("\n", last.number)]


def _unpadded(lines: list[Line]) -> list[Line]:
    """Give lines without the blank ones that they begin with."""
    first = next((at for at, line in enumerate(lines) if line.text.strip()), len(lines))
    return lines[first:]


def _regions(document: Document) -> Iterator[Region]:
    """Yield the sections of a document, each with all lines up to the next one's."""
    sections = sorted((each for each in document.sections if each.path), key=lambda each: each.start)
    starts = [_first_line(document.text, section) for section in sections]
    for section, start, end in zip(sections, starts, [*starts[1:], len(document.text)], strict=True):
        yield Region(section, start, end)


def _first_line(text: str, section: Section) -> int:
    """Return where a section begins: at its header, or at the comment right above it."""
    start = line_start(text, section.start)
    while start > 0:
        above = line_start(text, start - 1)
        if not text[above:start].lstrip().startswith(("#", "//")):
            break
        start = above
    return start
