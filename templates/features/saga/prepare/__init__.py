"""The sagas that a service takes part in."""

import keyword
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from scaffold.graph.model import Edge, Node
from scaffold.spec import words
from scaffold.spec.model import Duration, Field, Spec

from .review import review

__all__ = ["graph", "prepare", "review"]

TAKEN = {"data", "log", "saga_id", "structlog", "work"}
"""Names that a module of a step has already."""
BUILTINS = frozenset(
    word
    for line in """
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
    credits delattr dict dir divmod enumerate eval exec exit filter float format frozendict frozenset getattr globals
    hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min next
    object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum
    super tuple type vars zip
    """.splitlines()
    for word in line.split()
)
"""Names that Python has. They stand here, as not every interpreter that renders a service has them all."""
TIMEOUT = Duration("1m", 60)


class Step(NamedTuple):
    """A step of a saga."""

    saga: str
    command: str
    """How it is called in events."""
    class_name: str
    service: str
    seconds: str
    is_own: bool
    run: str
    """The function that takes the step."""
    undo: str

    @property
    def module(self) -> str:
        """The module with its two functions."""
        return f"{self.saga}_{self.command}"


class Saga(NamedTuple):
    """A saga: `data` is what `field_set` makes its class of."""

    name: str
    class_name: str
    constant: str
    title: str
    data: tuple[Field, ...]
    steps: tuple[Step, ...]

    @property
    def own(self) -> tuple[Step, ...]:
        """The steps of this service."""
        return tuple(step for step in self.steps if step.is_own)

    @property
    def starts_here(self) -> bool:
        """Whether this service takes the first step."""
        return self.steps[0].is_own


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield the sagas with a step of this service, and each such step."""
    given = cast("Mapping[str, Mapping[str, object]]", spec.values.get("sagas", {}))
    made = (_saga(name, saga, spec.name) for name, saga in given.items())
    sagas = {saga.name: saga for saga in made if saga.own}
    yield "each_saga", sagas
    yield "each_task", {step.module: step for saga in sagas.values() for step in saga.own}
    pattern = spec.values["saga_pattern"]
    yield "saga_compensation", pattern["compensation"]
    yield "saga_monitoring", pattern["monitoring"]
    yield "saga_traces", spec.values["saga_config"]["saga_monitoring"] == "jaeger"


def _saga(name: str, given: Mapping[str, object], service: str) -> Saga:
    steps = cast("Mapping[str, Mapping[str, object]]", given.get("steps") or {})
    return Saga(
        name=name,
        class_name=words.class_name(name),
        constant=name.upper(),
        title=words.title(name),
        data=cast("tuple[Field, ...]", given.get("data") or ()),
        steps=tuple(_step(name, command, step, service) for command, step in steps.items()),
    )


def _step(saga: str, command: str, given: Mapping[str, object], service: str) -> Step:
    run, undo = _free(command), _free(str(given["compensation"]))
    return Step(
        saga=saga,
        command=command,
        class_name=words.class_name(command),
        service=str(given["service"]),
        seconds=f"{cast('Duration', given.get('timeout') or TIMEOUT).seconds:g}",
        is_own=given["service"] == service,
        run=run,
        undo=f"undo_{run}" if undo == run else undo,
    )


def _free(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in TAKEN | BUILTINS else name


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the sagas that the service takes part in: who takes which step."""
    _, sagas = next(prepare(spec))
    for saga in cast("Mapping[str, Saga]", sagas).values():
        node = f"saga:{saga.name}"
        yield Node(node, "saga", saga.title)
        for place, step in enumerate(saga.steps, 1):
            if not step.is_own:
                yield Node(step.service, "outside", step.service)
            yield Edge(node, step.service, "step", f"{place}. {step.command}")
