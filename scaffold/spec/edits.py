"""What the command line said, written into the document, so that the project's own spec says it too."""

from scaffold.spec.naming import NAME_PATH
from scaffold.spec.opposed import Laid
from scaffold.tusk import Document

Path = tuple[str, ...]


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
