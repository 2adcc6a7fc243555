"""The other services that a service calls, and what of theirs it uses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from scaffold.graph.model import Edge, Node
from scaffold.spec import words
from scaffold.spec.model import Duration, Entity, Field, Peer, Spec


class Called(NamedTuple):
    """An entity of another service; references are the ids that they hold."""

    name: str
    plural: str
    class_name: str
    title: str
    path: str
    place: int
    """Counts the entities of the other service, from 1."""
    fields: tuple[Field, ...]
    """As this service sends them."""
    shown: tuple[Field, ...]
    """As the other service sends them: all of them."""
    references: Mapping[str, int]
    """What of these refer to an entity, and its place."""
    operations: tuple[str, ...]
    collection: str
    """The class of what can be done with them."""


class Callee(NamedTuple):
    """Another service, with what of it is used."""

    name: str
    package: str
    class_name: str
    entities: tuple[Called, ...]


class Calls(NamedTuple):
    """How calls are made; times are in seconds."""

    whole: str
    one_try: str
    retries: int
    waiting: str
    """`exponential_backoff`, `fixed` or `none`."""
    operations: tuple[str, ...]
    """What is done to any entity."""


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield how calls are made, and what has files of its own: each service that is called."""
    calls, client = spec.values["synchronous_communication"], spec.values["rest_client"]
    given = cast("Mapping[str, Mapping[str, Sequence[str]]]", spec.values.get("calls", {}))
    used = {operation for entities in given.values() for operations in entities.values() for operation in operations}
    waiting = str(calls["retry"])
    whole = cast("Duration", calls["timeout"]).seconds
    yield (
        "calls",
        Calls(
            whole=f"{whole:g}",
            one_try=f"{min(whole, cast('Duration', client['timeout']).seconds):g}",
            retries=0 if waiting == "none" else int(str(client["retry_attempts"])),
            waiting=waiting,
            operations=tuple(sorted(used)),
        ),
    )
    callees = {package: _callee(spec.peers[package], entities) for package, entities in given.items()}
    yield "callees", tuple(callees.values())
    yield "each_callee", callees


def _callee(peer: Peer, given: Mapping[str, Sequence[str]]) -> Callee:
    numbered = {entity.name: (place, entity) for place, entity in enumerate(peer.entities, 1)}
    places = {name: place for name, (place, _) in numbered.items()}
    called = (_called(numbered[name][1], places, operations) for name, operations in given.items() if name in numbered)
    return Callee(peer.name, peer.package, words.class_name(peer.package), tuple(called))


def _called(entity: Entity, places: Mapping[str, int], operations: Sequence[str]) -> Called:
    fields = tuple(_sent(field) for field in entity.fields)
    return Called(
        name=entity.name,
        plural=entity.plural,
        class_name=entity.class_name,
        title=entity.title,
        path=entity.path,
        place=places[entity.name],
        fields=fields,
        shown=tuple(field._replace(has_default=False, default=None) for field in fields),
        references={f"{field.name}_id": places[field.target] for field in entity.fields if field.target},
        operations=tuple(operations),
        collection=f"Remote{words.class_name(entity.plural)}",
    )


def _sent(field: Field) -> Field:
    """Return a field as it is in JSON: what refers to an entity is a UUID, of which this service knows no type."""
    if field.type == "ref":
        return field._replace(name=f"{field.name}_id", type="uuid", target=None)
    return field


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the services that this one calls, and what of theirs it uses."""
    covered = "contract" in spec.features and spec.values["contract_testing"]["consumer_tests"] is True
    calls = cast("Mapping[str, Mapping[str, Sequence[str]]]", spec.values.get("calls", {}))
    for package, entities in calls.items():
        service = spec.peers[package].name
        yield Node(service, "outside", service)
        for entity, operations in entities.items():
            label = f"{entity}: {', '.join(operations)}"
            yield Edge(spec.name, service, "calls", label, covered, said=("calls", package, entity))
