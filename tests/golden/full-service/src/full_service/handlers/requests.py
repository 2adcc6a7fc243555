"""What handlers take from a request besides its parameters."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Header, HTTPException, Request
from pydantic import BaseModel

from full_service.models.concurrency import IdempotencyKey
from full_service.services.buses import CommandBus, QueryBus
from full_service.services.customer import CustomerService
from full_service.services.order import OrderService
from full_service.services.order_line import OrderLineService
from full_service.services.wiring import Services

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
"""RFC 7396, section 4."""

CALLER = "anonymous"
"""Nobody is authenticated, so all clients count as one: their keys must differ."""


def services(request: Request) -> Services:
    """Return the services that the application was started with."""
    return cast("Services", request.app.state.services)


def public_path(request: Request, path: str) -> str:
    """Write a path of the API as a client sees it: a proxy may show the service under another."""
    return f"{request.scope['root_path']}{path}"


def body_of(*media_types: str) -> Callable[[Request], Awaitable[None]]:
    """Make what refuses a body that is not said to be of one of these types."""

    async def check(request: Request) -> None:
        essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if essence not in media_types:
            raise HTTPException(415, f"Send the body as {' or '.join(media_types)}.")

    return check


JsonBody = Depends(body_of(JSON))
PatchBody = Depends(body_of(JSON, MERGE_PATCH))

IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Send the same again with the same key, and it is done once.",
    ),
]


def idempotency_key(request: Request, key: str | None, body: BaseModel) -> IdempotencyKey | None:
    """Name the attempt by what it is aimed at and what it asks for.

    Only what the client sent counts: a default such as the present time differs at each attempt.
    """
    if key is None:
        return None
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    scope = f"{CALLER} {request.method} {path} {key}"
    return IdempotencyKey(_digest(scope), _digest(body.model_dump_json(exclude_unset=True)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def customer_service(request: Request) -> CustomerService:
    """Return the service for customers."""
    return services(request).customers


async def order_service(request: Request) -> OrderService:
    """Return the service for orders."""
    return services(request).orders


async def order_line_service(request: Request) -> OrderLineService:
    """Return the service for order lines."""
    return services(request).order_lines


async def command_bus(request: Request) -> CommandBus:
    """Return what carries out commands."""
    return services(request).command_bus


async def query_bus(request: Request) -> QueryBus:
    """Return what answers queries."""
    return services(request).query_bus


CustomerServiceDep = Annotated[CustomerService, Depends(customer_service)]
OrderServiceDep = Annotated[OrderService, Depends(order_service)]
OrderLineServiceDep = Annotated[OrderLineService, Depends(order_line_service)]
CommandBusDep = Annotated[CommandBus, Depends(command_bus)]
QueryBusDep = Annotated[QueryBus, Depends(query_bus)]
