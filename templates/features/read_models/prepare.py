"""Where the read models are, and when they follow the changes."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from scaffold.graph.model import Edge, Node
from scaffold.spec.model import Spec

Following = Literal["async", "sync", "on_demand"]


class Projection(NamedTuple):
    """What templates read."""

    schema: str
    following: Following


def prepare(spec: Spec) -> Iterator[tuple[str, Projection]]:
    """Yield what the spec says of read models."""
    schema = spec.values["event_config"]["projection_database"] or f"{spec.package}_read_models"
    yield "projection", Projection(str(schema), _following(spec))


def _following(spec: Spec) -> Following:
    if "event_sourcing" in spec.features and spec.values["event_sourcing"]["projections"] == "on_demand":
        return "on_demand"
    if "cqrs" in spec.features and spec.values["cqrs_config"]["event_handlers"] == "sync":
        return "sync"
    return "async"


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the read models apart from the service's other tables."""
    _, projection = next(prepare(spec))
    yield Node(f"store:{spec.name}/read_models", "store", f"Read models, schema {projection.schema}")
    yield Edge(spec.name, f"store:{spec.name}/read_models", "uses")
