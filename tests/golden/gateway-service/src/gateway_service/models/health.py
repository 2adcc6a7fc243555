"""The state of the service and of what it depends on."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class UnhealthyError(Exception):
    """A dependency does not work, for a reason that anybody may read."""


class DependencyHealth(BaseModel, frozen=True):
    """What the last check of a dependency found."""

    status: Literal["up", "down"]
    required: bool
    reason: str | None = None
    checked_at: datetime
    latency_ms: float


class Health(BaseModel, frozen=True):
    """The service, and each dependency by name."""

    status: Literal["up", "degraded", "down", "draining"]
    version: str
    dependencies: dict[str, DependencyHealth]

    @property
    def ready(self) -> bool:
        """Whether requests may come."""
        return self.status in {"up", "degraded"}

    @property
    def reasons(self) -> dict[str, str]:
        """Why each dependency that is down is so."""
        found = self.dependencies.items()
        return {name: each.reason for name, each in found if each.reason is not None}
