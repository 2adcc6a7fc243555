"""What the templates of a service with documents print, derived from the spec once."""

from collections.abc import Iterator

from scaffold.spec.model import Spec

from .migration import documents_of


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:  # noqa: ARG001  every feature's signature
    """Yield what makes the documents' migration of a revision."""
    yield "documents_of", documents_of
