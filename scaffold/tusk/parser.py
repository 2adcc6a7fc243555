"""Text to document: the package's way in."""

import gc
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path

from scaffold.tusk import codes
from scaffold.tusk.document import Document
from scaffold.tusk.drawing import draw
from scaffold.tusk.findings import Finding, Findings
from scaffold.tusk.guide import Block, is_guide, spec_blocks
from scaffold.tusk.include import Folder, Unreadable, read_text
from scaffold.tusk.limits import MAX_BYTES, MAX_REPORTED
from scaffold.tusk.masking import secret_spans
from scaffold.tusk.merge import Merger
from scaffold.tusk.nodes import Map, Section
from scaffold.tusk.parsed import Written
from scaffold.tusk.patterns import CONTROL, LONE_RETURN
from scaffold.tusk.reading import IncludeStatement, Reading, no_include
from scaffold.tusk.region import Region
from scaffold.tusk.scope import replaced
from scaffold.tusk.sources import Source, Sources

_TEMPLATE = ("template_config",)


def parse(
    text: str, *, source: str = "<text>", holes: Mapping[str, str] | None = None, guide: bool | None = None
) -> Document:
    """Read a text. Bad input becomes diagnostics, never an exception, and no file is read.

    `source` is the name that diagnostics show. `holes` fills `{{name}}` where `[template_config]` does not. `guide`
    says whether the text is Markdown; by default the source's name tells.
    """
    return _parse(text, source, dict(holes or {}), is_guide(source) if guide is None else guide, None)


def load(path: Path, *, root: Path | None = None, holes: Mapping[str, str] | None = None) -> Document:
    """Read a `.tusk` file or a Markdown guide, with the files that it includes.

    Included files must lie below `root`, by default the file's own folder. A file that cannot be read becomes a
    diagnostic, not an exception.
    """
    source = str(path)
    try:
        text = read_text(path)
        resolved = path.resolve()
        folder = Folder((root or path.parent).resolve(), [resolved], [source])
    except Unreadable as error:
        return _failed(error.text, source, error.finding)
    return _parse(text, source, dict(holes or {}), is_guide(source), folder)


def dumps(document: Document) -> str:
    """Return the document's text, which is exactly what was read."""
    return document.text


def _parse(text: str, source: str, holes: dict[str, str], guide: bool, folder: Folder | None) -> Document:  # noqa: FBT001
    if len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        message = f"more than {MAX_BYTES // 1024 // 1024} MB"
        return _failed(text, source, Finding(codes.TOO_LARGE, message, 0, 0))
    with _collector_at_rest():
        reader = _Reader(text, source, folder)
        reader.read_file(reader.sources.files[0], guide=guide)
        root = reader.finish(holes)
    return Document(
        text=text,
        source=source,
        root=root,
        sections=tuple(section for section in reader.reading.sections if section.path or _holds_entries(section)),
        diagnostics=draw(reader.reading.findings, reader.sources),
        includes=tuple(folder.texts) if folder else (),
        written=reader.written(),
        _sources=reader.sources,
        _read=partial(_parse, source=source, holes=holes, guide=guide, folder=folder),
    )


class _Reader:
    """Reads the main text, and what it includes, into one `Reading`."""

    def __init__(self, text: str, source: str, folder: Folder | None) -> None:
        self.folder = folder
        self.reading = Reading(text, self._include)
        self.sources = Sources(text, [Source(source, 0, len(text))])
        self.blocks: list[Block] = []
        self.seen: set[Path] = set(folder.chain) if folder else set()

    def read_file(self, file: Source, *, guide: bool) -> None:
        file.guide = guide
        text = self.reading.text
        if guide:
            blocks = list(spec_blocks(text, file.start, file.end))
            if not blocks:
                hint = "a spec stands in fenced code blocks"
                message = "no code block of this guide starts with a [section]"
                self.reading.findings.error(codes.NO_BLOCKS, message, file.start, file.start, hint)
        else:
            start = file.start + text.startswith("\ufeff", file.start, file.end)
            blocks = [Block(start, file.end, 0)]
        for block in blocks:
            self.blocks.append(block)
            self._check_characters(block)
            Region(self.reading, block.start, block.end, block.margin).read()

    def finish(self, holes: Mapping[str, str]) -> Map:
        """Fill the holes and merge the sections."""
        reading = self.reading
        self.blocks.sort()
        self.sources.text = reading.text
        config = Map(0, 0)
        for section in reading.sections:
            if section.path == _TEMPLATE and isinstance(section.node, Map):
                for name, entry in section.node.entries.items():
                    config.entries.setdefault(name, entry)
        if swap := reading.scope.fill(config, holes):
            for section in reading.sections:
                replaced(section.node, swap)
        merger = Merger(reading.findings, self._alternatives)
        for node in sorted(reading.scope.repeated, key=lambda node: -node.start):
            merger.repeats(node)
        merger.repeats(reading.variables)
        root = merger.sections(reading.sections, 0, len(self.reading.text))
        skipped = [part.secret for part in reading.skipped if part.secret]
        self.sources.find_secrets = lambda: sorted([*skipped, *secret_spans(reading.sections, reading.variables)])
        return root

    def written(self) -> Written:
        reading, end = self.reading, self.sources.files[0].end
        variables = [*reading.variables.entries.values(), *reading.variables.repeats]
        return Written(
            blocks=tuple(block for block in self.blocks if block.end <= end),
            skipped=tuple(reading.skipped),
            references=frozenset(reading.scope.references),
            variables=tuple((entry, reading.depths[entry.start]) for entry in variables if entry.end <= end),
            includes=tuple((statement.start, statement.end) for statement in reading.includes if statement.end <= end),
            guide=self.sources.files[0].guide,
        )

    def _include(self, reading: Reading, statement: IncludeStatement) -> None:
        if self.folder is None:
            no_include(reading, statement)
            return
        path, shown = self.folder.resolve(statement)
        if path in self.seen:
            return
        text = self.folder.text(path, statement)
        self.seen.add(path)
        start = reading.extend(text)
        file = Source(shown, start, start + len(text))
        self.sources.files.append(file)
        self.folder.chain.append(path)
        self.folder.shown.append(shown)
        try:
            self.read_file(file, guide=is_guide(path.name))
        finally:
            self.folder.chain.pop()
            self.folder.shown.pop()

    def _check_characters(self, block: Block) -> None:
        text = self.reading.text
        found = CONTROL.finditer(text, block.start, block.end)
        returns = LONE_RETURN.finditer(text, block.start, block.end) if "\r" in text else iter(())
        for match in islice(chain(found, returns), MAX_REPORTED + 1):
            code = codes.NOT_UTF8 if "\ud800" <= match[0] <= "\udfff" else codes.CONTROL_CHARACTER
            name = f"U+{ord(match[0]):04X}"
            hint = f"remove it; in a string it is written \\u{ord(match[0]):04x}"
            self.reading.findings.error(code, f"the character {name} may not stand here", *match.span(), hint)

    def _alternatives(self, one: int, other: int) -> bool:
        file = self.sources.file_at(one)
        return file.guide and file is self.sources.file_at(other) and self._block_of(one) != self._block_of(other)

    def _block_of(self, offset: int) -> int:
        return bisect_right(self.blocks, offset, key=lambda block: block.start)


def _holds_entries(section: Section) -> bool:
    return not isinstance(section.node, Map) or bool(section.node.entries)


def _failed(text: str, source: str, finding: Finding) -> Document:
    findings = Findings([finding])
    sources = Sources(text, [Source(source, 0, len(text))])
    return Document(
        text=text,
        source=source,
        root=Map(0, 0),
        sections=(),
        diagnostics=draw(findings, sources),
        includes=(),
        written=Written((), (), frozenset(), (), (), guide=False),
        _sources=sources,
        _read=partial(_parse, source=source, holes={}, guide=False, folder=None),
    )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python's cycle collector from scanning the growing tree, in which nothing is garbage: half of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
