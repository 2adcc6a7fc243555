"""What services tell each other of sagas: all that is told of one has one schema."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from scaffold.spec.model import Field, Spec

OUTCOMES = ("done", "failed", "compensated")

Steps = Mapping[str, Mapping[str, object]]


class Told(NamedTuple):
    """An event of a saga that this service takes part in, and the service that tells it."""

    saga: str
    source: str
    event: str
    data: tuple[Field, ...]
    """The fields of what travels with the saga."""


def told(spec: Spec) -> Iterator[Told]:
    """Give the events of sagas, if those go over Kafka."""
    if not {"saga", "kafka_subscriptions"} <= set(spec.features):
        return
    for name, saga in cast("Mapping[str, Mapping[str, object]]", spec.values.get("sagas", {})).items():
        steps = cast("Steps", saga.get("steps") or {})
        services = [str(step["service"]) for step in steps.values()]
        if spec.name in services:
            for source, event in _events(tuple(steps), services):
                yield Told(name, source, f"{name}_{event}", cast("tuple[Field, ...]", saga.get("data") or ()))


def _events(commands: Sequence[str], services: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give who tells what: that a step has failed, its own service says, or the one that waits for it."""
    waiting = services[0]
    for command, service in zip(commands, services, strict=True):
        yield from ((service, f"{command}_{outcome}") for outcome in OUTCOMES)
        if waiting != service:
            yield waiting, f"{command}_failed"
        waiting = service
