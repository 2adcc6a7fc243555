"""Probes."""

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel

from gateway_service.handlers.problems import problems
from gateway_service.handlers.requests import services
from gateway_service.models.health import Health

LIVE = "/live"
READY = "/ready"
HEALTH = "/health"
PROBES = frozenset({LIVE, READY, HEALTH})

router = APIRouter(tags=["health"], responses=problems(500))


class Probe(BaseModel, frozen=True):
    """The answer of a probe."""

    status: str


class Readiness(Probe, frozen=True):
    """Whether to send requests, and why not all works."""

    reasons: dict[str, str] = {}
    """By dependency. One that is not required leaves the service ready, and `degraded`."""


@router.get(LIVE)
async def live() -> Probe:
    """Tell that the process answers; a failure means: restart it."""
    return Probe(status="up")


@router.get(READY, responses={503: {"model": Readiness}}, response_model_exclude_defaults=True)
async def ready(request: Request, response: Response) -> Readiness:
    """Tell whether to send requests here."""
    health = services(request).health.health
    _mark(response, health)
    return Readiness(status=health.status, reasons=health.reasons)


@router.get(HEALTH, responses={503: {"model": Health}})
async def show_health(request: Request, response: Response) -> Health:
    """Show the state of each dependency, as last checked."""
    health = services(request).health.health
    _mark(response, health)
    return health


def _mark(response: Response, health: Health) -> None:
    if not health.ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
