"""One tree from all sections: what stands twice is merged, and what clashes is reported."""

from collections.abc import Callable, Iterable

from scaffold.tusk import codes
from scaffold.tusk.findings import Finding, Findings
from scaffold.tusk.nodes import Entry, List, Map, Node, Section


def same(one: Node, other: Node) -> bool:
    """Tell whether two nodes hold the same value: 1, 1.0 and true are three values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Map) and isinstance(other, Map):
        return one.entries.keys() == other.entries.keys() and all(
            same(entry.node, other.entries[key].node) for key, entry in one.entries.items()
        )
    if isinstance(one, List) and isinstance(other, List):
        return len(one.items) == len(other.items) and all(map(same, one.items, other.items))
    return one.value == other.value


class Merger:
    """Merges maps. `alternatives` tells that two offsets lie in different blocks of one guide."""

    def __init__(self, findings: Findings, alternatives: Callable[[int, int], bool]) -> None:
        self.findings = findings
        self.alternatives = alternatives
        self.own: dict[int, Map] = {}

    def sections(self, sections: Iterable[Section], start: int, end: int) -> Map:
        """Return the map of all sections, dotted names nested."""
        root = Map(start, end)
        self.own[id(root)] = root
        named: dict[tuple[str, ...], Section] = {}
        for section in sections:
            if not section.path:
                if isinstance(section.node, Map):
                    self._into(root, section.node.entries.values())
                continue
            first = named.setdefault(section.path, section)
            if first is not section and self.alternatives(first.start, section.start):
                self._note(section, first)
            self._section(root, section)
        return root

    def repeats(self, node: Map) -> None:
        """Merge into a map what stands again under its keys."""
        for entry in node.repeats:
            self._put(node, entry)

    def _section(self, root: Map, section: Section) -> None:
        target = root
        for name in section.path[:-1]:
            parent = Entry(name, section.start, section.end, Map(section.start, section.end))
            found = self._put(target, parent, silent=True).node
            if not isinstance(found, Map):
                self._clash(target.entries[name], Entry(name, section.start, section.end, section.node))
                return
            target = self._owned(target, name)
        self._put(target, Entry(section.path[-1], section.start, section.end, section.node))

    def _put(self, target: Map, entry: Entry, *, silent: bool = False) -> Entry:
        first = target.entries.setdefault(entry.key, entry)
        if first is entry:
            return entry
        if isinstance(first.node, Map) and isinstance(entry.node, Map):
            if entry.node.entries:
                self._into(self._owned(target, entry.key), entry.node.entries.values())
        elif same(first.node, entry.node):
            self._repeated(first, entry)
        elif not silent:
            self._clash(first, entry)
        return target.entries[entry.key]

    def _into(self, target: Map, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._put(target, entry)

    def _owned(self, target: Map, key: str) -> Map:
        """Return the map under a key, as a copy that can grow without changing what was written."""
        entry = target.entries[key]
        node = entry.node
        if not isinstance(node, Map):
            raise TypeError(key)
        if id(node) not in self.own:
            node = Map(node.start, node.end, dict(node.entries), node.style, node.repeats)
            self.own[id(node)] = node
            target.entries[key] = Entry(entry.key, entry.key_start, entry.key_end, node)
        return node

    def _repeated(self, first: Entry, entry: Entry) -> None:
        if not self.alternatives(first.start, entry.start):
            self.findings.add(
                Finding(
                    codes.REPEATED_KEY,
                    f'"{entry.key}" stands twice with the same value, first at {{first}}',
                    entry.start,
                    entry.end,
                    "remove one of the two",
                    "warning",
                    ((first.start, first.end),),
                )
            )

    def _clash(self, first: Entry, entry: Entry) -> None:
        places = ((first.start, first.end),)
        if self.alternatives(first.start, entry.start):
            message = f'"{entry.key}" stands twice with different values; the one at {{first}} is kept'
            finding = Finding(codes.CLASH, message, entry.start, entry.end, None, "warning", places)
        else:
            message = f'"{entry.key}" stands twice with different values, first at {{first}}'
            hint = "keep one of the two"
            finding = Finding(codes.CLASH, message, entry.start, entry.end, hint, "error", places)
        self.findings.add(finding)

    def _note(self, section: Section, first: Section) -> None:
        message = f"[{section.name}] stands again; merged with the one at {{first}}"
        places = ((first.start, first.end),)
        self.findings.add(Finding(codes.REPEATED_SECTION, message, section.start, section.end, None, "note", places))
