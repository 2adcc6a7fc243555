"""What the service publishes on Kafka: a schema for each event, and the topic that it is in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from scaffold.spec import words
from scaffold.spec.model import Field, Reference, Spec

from .avro import entity_events, schema_text
from .review import review
from .topics import topic_of

__all__ = ["prepare", "review"]


class Published(NamedTuple):
    """An event that the service publishes."""

    name: str
    topic: str
    schema: str
    """The content of the schema's file."""


class Kafka(NamedTuple):
    """What the templates read."""

    env: str
    """The environment variable that lists the brokers."""
    brokers: str | None
    """The brokers that the spec itself lists."""
    topics: tuple[str, ...]
    """The topics that the service publishes to."""
    watched: bool
    """Whether the service's health tells of Kafka."""


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield what the templates read, and each schema that has a file of its own."""
    schemas = {each.name: each for each in _published(spec)}
    yield "each_schema", schemas
    given = spec.values["event_config"]["kafka_brokers"]
    health = cast("Sequence[str]", spec.values["health_config"]["dependencies"])
    yield (
        "kafka",
        Kafka(
            env=given.name if isinstance(given, Reference) else "KAFKA_BROKERS",
            brokers=",".join(cast("Sequence[str]", given)) if isinstance(given, list | tuple) else None,
            topics=tuple(sorted({each.topic for each in schemas.values()})),
            watched=spec.values["health_checks"]["dependencies"] is True and "kafka" in health,
        ),
    )


def _published(spec: Spec) -> Iterator[Published]:
    config = spec.values["event_config"]
    prefix, topics = str(config["topic_prefix"]), cast("Sequence[str]", config["kafka_topics"])

    def published(name: str, doc: str, fields: Sequence[Field]) -> Published:
        topic = f"{prefix}.{topic_of(name, spec.name, topics)}"
        return Published(name, topic, schema_text(name, spec.package, doc, fields))

    for entity in spec.entities:
        for event in entity_events(entity):
            yield published(*event)
    own = cast("Mapping[str, tuple[Field, ...]]", spec.values.get("publishes", {}))
    for name, fields in own.items():
        yield published(name, f"{words.title(name)}.", fields)
