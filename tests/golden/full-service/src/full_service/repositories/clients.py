"""The clients of the services that this one calls."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from full_service.config import Settings
from full_service.models import on_behalf
from full_service.repositories.locations import open_locations
from full_service.repositories.resilience import Guards, Limits
from full_service.repositories.rest import CallLimits, RestClient
from full_service.repositories.stock_service_client import StockServiceClient


@dataclass(frozen=True, slots=True)
class Clients:
    """What the other services do for this one, until they are closed."""

    stock_service: StockServiceClient
    close: Callable[[], Awaitable[None]]


async def open_clients(settings: Settings) -> Clients:
    """Open a client of each service."""
    limits = CallLimits(
        whole=settings.call_timeout,
        one_try=settings.try_timeout,
        retries=settings.call_retries,
        connections=settings.requests_in_flight,
    )
    guards = Guards(
        Limits(open_seconds=settings.breaker_seconds, in_flight=settings.requests_in_flight)
    )
    async with AsyncExitStack() as stack:
        locations = await stack.enter_async_context(open_locations(settings))

        def client(service: str) -> RestClient:
            made = RestClient(
                service,
                locations=locations,
                guard=guards.of(service),
                limits=limits,
                authorization=on_behalf.authorization,
            )
            stack.push_async_callback(made.close)
            return made

        return Clients(
            stock_service=StockServiceClient.over(client("stock-service")),
            close=stack.pop_all().aclose,
        )
