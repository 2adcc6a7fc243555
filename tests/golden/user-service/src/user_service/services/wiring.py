"""The services, wired to their storage."""

from dataclasses import dataclass

from user_service.services.health import HealthMonitor
from user_service.services.ports import Storage
from user_service.services.team import TeamService
from user_service.services.user import UserService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers call."""

    health: HealthMonitor
    teams: TeamService
    users: UserService


def build_services(storage: Storage, health: HealthMonitor) -> Services:
    """Wire the services by hand."""
    return Services(
        health=health,
        teams=TeamService(storage),
        users=UserService(storage),
    )
