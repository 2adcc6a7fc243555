"""What the command line said, written into the document, so that the project's own spec says it too."""

import re

from scaffold.spec.naming import NAME_PATH
from scaffold.spec.opposed import Laid
from scaffold.tusk import Document

Path = tuple[str, ...]

_HOLE = re.compile(r"""(["']?)\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}\1""")


def with_name(document: Document, name: str) -> Document:
    """Fill the hole that the service's name stands in, so that it is the same in all places that have the hole.

    The document stays as it is where its name is written out. Raises `TuskError` where that cannot be.
    """
    written = document.find(NAME_PATH)
    hole = written and _HOLE.fullmatch(document.text[written.start : written.end])
    if not hole:
        return document
    path = ("template_config", hole[2])
    filled = document.find(path)
    return document if filled is None or filled.value == name else document.with_value(path, name)


def with_command(
    document: Document, laid: list[Laid], overruled: list[tuple[Path, Path]], name: str | None
) -> Document:
    """Write values of the command line into a document that has no errors; raises `TuskError` where that cannot be.

    `overruled` pairs a path with the one of the command line whose value it takes too; `name` is the service's.
    """
    if document.has_errors:
        return document
    nodes = {each.path: each.node for each in laid}
    nodes |= {loser: nodes[winner] for loser, winner in overruled if winner in nodes}
    for path, node in nodes.items():
        document = document.with_value(path, node)
    if name is not None and NAME_PATH not in nodes:
        written = document.find(NAME_PATH)
        if written is None or written.value != name:
            document = document.with_value(NAME_PATH, name)
    return document
