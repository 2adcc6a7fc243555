"""What the templates of a service with documents print, derived from the spec once."""

from collections.abc import Iterator

from scaffold.graph.model import Node
from scaffold.spec.model import Spec

from .migration import documents_of


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:  # noqa: ARG001  every feature's signature
    """Yield what makes the documents' migration of a revision."""
    yield "documents_of", documents_of


def graph(spec: Spec) -> Iterator[Node]:
    """Draw the service's own database."""
    yield Node(f"store:{spec.name}", "store", "MongoDB")
