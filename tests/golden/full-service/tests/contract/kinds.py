"""The resources that contracts speak of: of each kind one stored, and one that a client makes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from full_service.models.base import BaseResource
from full_service.models.customer import CustomerCreate
from full_service.models.order import OrderCreate
from full_service.models.order_line import OrderLineCreate
from full_service.repositories.base import TableMapping
from full_service.repositories.customer import MAPPING as CUSTOMER_MAPPING
from full_service.repositories.order import MAPPING as ORDER_MAPPING
from full_service.repositories.order_line import MAPPING as ORDER_LINE_MAPPING
from tests.samples import SAMPLES, Json, Sample


@dataclass(frozen=True)
class Kind:
    """One kind of resource."""

    sample: Sample
    create: type[BaseModel]
    mapping: TableMapping[Any]

    def __str__(self) -> str:
        return self.sample.name

    @property
    def id(self) -> UUID:
        """The identifier of the stored one."""
        return UUID(int=1 + list(SAMPLES).index(self.sample.name))

    @property
    def path(self) -> str:
        """The path of the stored one."""
        return f"{self.sample.path}/{self.id}"

    @property
    def stored(self) -> Json:
        """The stored one, as a client sees it."""
        return self.record().model_dump(mode="json")

    @property
    def new(self) -> Json:
        """What a client sends to make another one."""
        return self._body(2)

    def record(self) -> BaseResource:
        """The stored one."""
        moment = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
        values = {"id": self.id, "version": 1, "created_at": moment, "updated_at": moment}
        record: BaseResource = self.mapping.model(**vars(self.create(**self._body(1))), **values)
        return record

    def _body(self, number: int) -> Json:
        referred = {name: str(KINDS[target].id) for name, target in self.sample.references.items()}
        return {**self.sample.new(number), **referred}


KINDS = {
    str(kind): kind
    for kind in [
        Kind(SAMPLES["customer"], CustomerCreate, CUSTOMER_MAPPING),
        Kind(SAMPLES["order"], OrderCreate, ORDER_MAPPING),
        Kind(SAMPLES["order_line"], OrderLineCreate, ORDER_LINE_MAPPING),
    ]
}

_NEEDS = {
    name: [target for target in kind.sample.references.values() if target != name]
    for name, kind in KINDS.items()
}
IN_ORDER = [KINDS[name] for name in TopologicalSorter(_NEEDS).static_order()]
"""Each after those that it refers to."""
