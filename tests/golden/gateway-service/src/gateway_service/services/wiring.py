"""Everything that handlers call."""

from dataclasses import dataclass

from gateway_service.services.documentation import Documentation
from gateway_service.services.health import HealthMonitor
from gateway_service.services.ports import Rates, Upstreams
from gateway_service.services.routing import RouteTable


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers call."""

    health: HealthMonitor
    routes: RouteTable
    upstreams: Upstreams
    rates: Rates
    documentation: Documentation
