"""Requests about sagas."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from full_service.handlers.problems import problems
from full_service.handlers.requests import services
from full_service.models.sagas import Saga, SagaList, SagaQuery

router = APIRouter(prefix="/sagas", tags=["sagas"], responses=problems(422, 500, 503))


@router.get("")
async def list_sagas(query: Annotated[SagaQuery, Query()], request: Request) -> SagaList:
    """List sagas that this service has heard of, those that began last first."""
    return await services(request).sagas.page(query)


@router.get("/{saga_id}", responses=problems(404))
async def get_saga(saga_id: UUID, request: Request) -> Saga:
    """Show one saga, and what was told of it."""
    return await services(request).sagas.get(saga_id)
