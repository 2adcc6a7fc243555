"""Requests about sagas."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from full_service.handlers.problems import problems
from full_service.handlers.requests import services
from full_service.models.sagas import SagaList, SagaQuery, SagaSummary, TracedSaga, trace_id_of

router = APIRouter(prefix="/sagas", tags=["sagas"], responses=problems(422, 500, 503))


@router.get("")
async def list_sagas(query: Annotated[SagaQuery, Query()], request: Request) -> SagaList:
    """List sagas that this service has heard of, those that began last first."""
    return await services(request).sagas.page(query)


@router.get("/summary")
async def summarize_sagas(request: Request) -> SagaSummary:
    """Count sagas by name and state."""
    return await services(request).sagas.summary()


@router.get("/{saga_id}", responses=problems(404))
async def get_saga(saga_id: UUID, request: Request) -> TracedSaga:
    """Show one saga, what was told of it, and where to see its trace."""
    saga = await services(request).sagas.get(saga_id)
    trace_id, jaeger = trace_id_of(saga_id), request.app.state.jaeger_url
    trace_url = f"{jaeger.rstrip('/')}/trace/{trace_id}" if jaeger else None
    return TracedSaga(**dict(saga), trace_id=trace_id, trace_url=trace_url)
