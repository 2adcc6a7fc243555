"""What handlers take from a request besides its parameters."""

import hashlib
from typing import Annotated, cast

from fastapi import Depends, Header, HTTPException, Request
from pydantic import BaseModel

from minimal_service.models.concurrency import IdempotencyKey
from minimal_service.services.container import Services
from minimal_service.services.minimal import MinimalService


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


async def minimal_service(request: Request) -> MinimalService:
    """Return the service for minimals."""
    return services(request).minimals


MinimalServiceDep = Annotated[MinimalService, Depends(minimal_service)]
