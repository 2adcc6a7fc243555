"""The events of other services that a service reacts to."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from scaffold.graph.model import Edge, Node
from scaffold.spec.model import Field, Spec


class Subscription(NamedTuple):
    """An event of another service: `source` is how its messages name the service, `module` how its code does."""

    source: str
    module: str
    name: str
    fields: tuple[Field, ...]


class Source(NamedTuple):
    """Another service, with those of its events that are reacted to."""

    name: str
    module: str
    subscriptions: tuple[Subscription, ...]


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield the subscriptions, and what has files of its own: each source, and each subscription."""
    given = cast("Mapping[str, Mapping[str, tuple[Field, ...]]]", spec.values.get("subscribes", {}))
    sources = {module: _source(module, events) for module, events in given.items() if events}
    found = tuple(each for source in sources.values() for each in source.subscriptions)
    yield "subscriptions", found
    yield "each_source", sources
    yield "each_subscription", {f"{each.module}.{each.name}": each for each in found}


def _source(module: str, events: Mapping[str, tuple[Field, ...]]) -> Source:
    name = module.replace("_", "-")
    return Source(name, module, tuple(Subscription(name, module, event, fields) for event, fields in events.items()))


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the events of other services that the service reacts to, and who is supposed to publish them."""
    events = next(value for name, value in prepare(spec) if name == "subscriptions")
    for each in cast("tuple[Subscription, ...]", events):
        event = f"event:{each.source}.{each.name}"
        yield Node(each.source, "outside", each.source)
        yield Node(event, "event", each.name)
        yield Edge(each.source, event, "publishes", assumed=True)
        yield Edge(event, spec.name, "listens", contract="subscription_contracts" in spec.features)
