"""What handlers take from a request besides its parameters."""

import hashlib
from typing import Annotated, cast

from fastapi import Depends, Header, HTTPException, Request
from pydantic import BaseModel

from full_service.models.concurrency import IdempotencyKey
from full_service.services.container import Services
from full_service.services.customer import CustomerService
from full_service.services.order import OrderService
from full_service.services.order_line import OrderLineService


def services(request: Request) -> Services:
    """Return the services that the application was started with."""
    return cast("Services", request.app.state.services)


async def json_body(request: Request) -> None:
    """Refuse a body that is not said to be JSON."""
    essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if essence not in {"application/json", "application/merge-patch+json"}:
        raise HTTPException(415)


JsonBody = Depends(json_body)

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
    """Name the attempt by what it is aimed at and what it asks for."""
    if key is None:
        return None
    scope = f"{request.method} {request.url.path} {key}"
    return IdempotencyKey(_digest(scope), _digest(body.model_dump_json()))


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


CustomerServiceDep = Annotated[CustomerService, Depends(customer_service)]
OrderServiceDep = Annotated[OrderService, Depends(order_service)]
OrderLineServiceDep = Annotated[OrderLineService, Depends(order_line_service)]
