"""What lists of entities are called in queries."""

from collections.abc import Iterator, Mapping

from scaffold.spec import words
from scaffold.spec.model import Spec


def prepare(spec: Spec) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the plural of each entity as classes have it, as in `ListOrderLines`."""
    yield "plural_classes", {entity.name: words.class_name(entity.plural) for entity in spec.entities}
