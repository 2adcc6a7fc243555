"""The services, wired to their storage."""

from dataclasses import dataclass

from minimal_service.services.health import HealthMonitor
from minimal_service.services.minimal import MinimalService
from minimal_service.services.ports import Storage


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers call."""

    health: HealthMonitor
    minimals: MinimalService


def build_services(storage: Storage, health: HealthMonitor) -> Services:
    """Wire the services by hand."""
    return Services(
        health=health,
        minimals=MinimalService(storage),
    )
