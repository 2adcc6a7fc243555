"""What a kind of resource is tested with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One kind of resource, and what can be done with it."""

    name: str
    path: str
    table: str
    new: Callable[[int], Json]
    """What a client sends to make one; another number makes a different one."""
    changes: Json
    """What a client sends to change number 1."""
    sorts: Sequence[str]
    filters: Sequence[str] = ()
    """Parameters that compare the field of the same name."""
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Fields, and the parameters of their lower and upper limit."""
    read: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    """Fields that are compared, whose texts in JSON have another order than their values."""
    long: Sequence[str] = ()
    """Fields that a page holds only so much of."""
    unique: Sequence[str] = ()
    optional: Sequence[str] = ()
    """Fields that a client need not send."""
    edges: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Fields, and values at the ends of what they take, or in another form than the service's."""
    refused: Sequence[tuple[str, Any, str]] = ()
    """Fields, values that they must not take, and why."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Fields that refer to another kind, and its name."""
    circles: Mapping[str, str] = field(default_factory=dict)
    """Those that a new one leaves empty: they refer to the same kind, or to one that is made later."""

    def __str__(self) -> str:
        return self.name

    @property
    def is_various(self) -> bool:
        """Whether what a client sends differs from one to the next."""
        return bool(self.references) or self.new(1) != self.new(2)

    def value(self, item: Json, name: str) -> Any:  # noqa: ANN401 - JSON
        """Return a field of a resource as what compares like it."""
        return self.read[name](item[name]) if name in self.read else item[name]
