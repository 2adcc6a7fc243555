"""What the service publishes on Kafka: a schema for each event, and the topic that it is in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from scaffold.graph.model import Edge, Node
from scaffold.spec import words
from scaffold.spec.model import Field, Reference, Spec

from .avro import entity_events, saga_text, schema_text
from .review import review
from .sagas import told
from .topics import topic_of

__all__ = ["graph", "prepare", "review"]


class Published(NamedTuple):
    """An event that the service publishes."""

    name: str
    topic: str
    file: str
    """What the schema's file is called, without its ending: as the event, if no other has the same schema."""
    schema: str
    """The content of the schema's file."""


class Needed(NamedTuple):
    """What the service needs of an event of another one."""

    source: str
    event: str
    name: str
    """What tells it from an event of another service that is called the same."""
    file: str
    topic: str
    schema: str
    """The content of the schema's file."""


class Kafka(NamedTuple):
    """What the templates read."""

    env: str
    """The environment variable that lists the brokers."""
    brokers: str | None
    """The brokers that the spec itself lists."""
    sent: tuple[Published, ...]
    needed: tuple[Needed, ...]
    shared: tuple[Published, ...]
    """Those events that are sent of which several have one schema."""
    sources: tuple[str, ...]
    """The topics with what the service reacts to."""
    watched: bool
    """Whether the service's health tells of Kafka."""


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield what the templates read, and each schema that has a file of its own."""
    sent, needed = tuple(_published(spec)), tuple(_needed(spec))
    yield "each_schema", {each.file: each for each in sent}
    yield "each_reader", {each.file: each for each in needed}
    given = spec.values["event_config"]["kafka_brokers"]
    health = cast("Sequence[str]", spec.values["health_config"]["dependencies"])
    yield (
        "kafka",
        Kafka(
            env=given.name if isinstance(given, Reference) else "KAFKA_BROKERS",
            brokers=None if isinstance(given, Reference) else ",".join(cast("Sequence[str]", given)),
            sent=sent,
            needed=needed,
            shared=tuple(each for each in sent if each.file != each.name),
            sources=tuple(sorted({each.topic for each in needed})),
            watched=spec.values["health_checks"]["dependencies"] is True and "kafka" in health,
        ),
    )


def _published(spec: Spec) -> Iterator[Published]:
    def published(name: str, doc: str, fields: Sequence[Field]) -> Published:
        return Published(name, _topic(name, spec.name, spec), name, schema_text(name, spec.package, doc, fields))

    for entity in spec.entities:
        for event in entity_events(entity):
            yield published(*event)
    own = cast("Mapping[str, tuple[Field, ...]]", spec.values.get("publishes", {}))
    for name, fields in own.items():
        yield published(name, f"{words.title(name)}.", fields)
    for each in told(spec):
        if each.source == spec.name:
            topic = _topic(each.event, spec.name, spec)
            yield Published(each.event, topic, f"{each.saga}_saga", saga_text(each.saga, each.data))


def _needed(spec: Spec) -> Iterator[Needed]:
    sources = cast("Mapping[str, Mapping[str, tuple[Field, ...]]]", spec.values.get("subscribes", {}))
    for module, events in sources.items():
        source = module.replace("_", "-")
        for event, fields in events.items():
            schema = schema_text(event, module, f"What {spec.name} needs of it.", fields)
            topic = _topic(event, source, spec)
            yield Needed(source, event, f"{module}.{event}", f"{module}_{event}", topic, schema)
    for each in told(spec):
        name = f"{each.source}.{each.event}"
        topic = _topic(each.event, each.source, spec)
        yield Needed(each.source, each.event, name, f"{each.saga}_saga", topic, saga_text(each.saga, each.data))


def _topic(event: str, service: str, spec: Spec) -> str:
    config = spec.values["event_config"]
    return f"{config['topic_prefix']}.{topic_of(event, service, cast('Sequence[str]', config['kafka_topics']))}"


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw that events go over Kafka."""
    yield Node("broker:kafka", "broker", "Kafka")
    yield Edge(spec.name, "broker:kafka", "uses", "events")
