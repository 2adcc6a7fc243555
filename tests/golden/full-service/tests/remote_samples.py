"""What the services that are called have stored, and what is sent to them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from full_service.config import Settings
from full_service.models.base import BasePatch, BaseResource
from full_service.repositories.clients import Clients, open_clients
from full_service.repositories.rest_resource import RestResource

Json = dict[str, Any]

MOMENT = "2026-01-31T12:30:00Z"


@dataclass(frozen=True)
class Remote:
    """A kind of resource of another service."""

    service: str
    name: str
    path: str
    operations: list[str]
    optional: list[str]
    values: Json
    """What a client sends to make one."""
    changes: Json
    """What a client sends to change one."""
    stored: Json
    """One, as the service shows it."""
    plural: str
    class_name: str

    def __str__(self) -> str:
        return f"{self.service}-{self.plural}"

    @property
    def module(self) -> str:
        """The service's name in code."""
        return self.service.replace("-", "_")

    @property
    def id(self) -> UUID:
        """The identifier of the stored one."""
        return UUID(self.stored["id"])

    @property
    def needed(self) -> Json:
        """The stored one without what may be missing."""
        return {name: each for name, each in self.stored.items() if name not in self.optional}

    @property
    def model(self) -> type[BaseResource]:
        """Its class."""
        found: type[BaseResource] = self._class(self.class_name)
        return found

    @property
    def new(self) -> BaseModel:
        """What makes one."""
        made: BaseModel = self._class(f"New{self.class_name}").model_validate(self.values)
        return made

    @property
    def patch(self) -> BasePatch:
        """What changes one."""
        made: BasePatch = self._class(f"{self.class_name}Changes").model_validate(self.changes)
        return made

    def of(self, clients: Clients) -> RestResource[BaseResource]:
        """Return what can be done with it."""
        found: RestResource[BaseResource] = getattr(getattr(clients, self.module), self.plural)
        return found

    def _class(self, name: str) -> Any:  # noqa: ANN401 - it is one of several
        return getattr(import_module(f"full_service.models.{self.module}_resources"), name)


def _remote(sample: Json) -> Remote:
    referred = {name: str(UUID(int=place)) for name, place in sample["references"].items()}
    values = {**sample["values"], **referred}
    own = {"id": str(UUID(int=sample["place"])), "version": 1}
    stored = {**own, "created_at": MOMENT, "updated_at": MOMENT, **values}
    return Remote(
        service=sample["service"],
        name=sample["name"],
        path=sample["path"],
        operations=sample["operations"],
        optional=sample["optional"],
        values=values,
        changes=sample["changes"],
        stored=stored,
        plural=sample["plural"],
        class_name=sample["class"],
    )


SAMPLES = [
    _remote(sample)
    for sample in json.loads((Path(__file__).parent / "samples/remote.json").read_text())
]
EACH = [(sample, operation) for sample in SAMPLES for operation in sample.operations]
"""All that this service does with other services."""


@asynccontextmanager
async def clients_at(url: str) -> AsyncIterator[Clients]:
    """Open the clients of services that all have one address."""
    clients = await open_clients(Settings(service_base_url=url))
    try:
        yield clients
    finally:
        await clients.close()


async def carry_out(operation: str, sample: Remote, clients: Clients) -> None:
    """Do it, and look at what comes back."""
    resource = sample.of(clients)
    stored = sample.model.model_validate(sample.stored)
    if operation == "read":
        assert await resource.get(sample.id) == stored
    elif operation == "list":
        assert [each async for each in resource.list()] == [stored]
    elif operation == "create":
        assert await resource.create(sample.new) == stored
    elif operation == "update":
        assert (await resource.update(stored, sample.patch)).id == sample.id
    else:
        await resource.delete(stored)
