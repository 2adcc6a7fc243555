"""The state of the service and of what it depends on."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class DependencyHealth(BaseModel, frozen=True):
    """What the last check of a dependency found."""

    status: Literal["up", "down"]
    checked_at: datetime
    latency_ms: float


class Health(BaseModel, frozen=True):
    """The service, and each dependency by name."""

    status: Literal["up", "down", "draining"]
    version: str
    dependencies: dict[str, DependencyHealth]
