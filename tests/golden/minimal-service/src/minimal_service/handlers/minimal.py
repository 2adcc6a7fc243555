"""Requests about minimals."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from minimal_service.handlers.preconditions import (
    ETAG_HEADER,
    IF_NONE_MATCH,
    IfMatch,
    etag,
    is_known,
)
from minimal_service.handlers.problems import problems
from minimal_service.handlers.requests import (
    IdempotencyHeader,
    JsonBody,
    MinimalServiceDep,
    PatchBody,
    idempotency_key,
    public_path,
)
from minimal_service.models.identifiers import MinimalId
from minimal_service.models.minimal import Minimal, MinimalCreate, MinimalPatch, MinimalQuery
from minimal_service.models.paging import PageOf

PATH = "/minimals"

router = APIRouter(prefix=PATH, tags=["minimals"], responses=problems(422, 500, 503))


@router.get("")
async def list_minimals(
    query: Annotated[MinimalQuery, Query()], service: MinimalServiceDep
) -> PageOf[Minimal]:
    """List minimals, a page at a time.

    The pages are no snapshot: what is written between two of them may be missed or shown twice.
    """
    return await service.page(query)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[JsonBody],
    responses={201: {"headers": ETAG_HEADER}, **problems(400, 409, 413, 415)},
)
async def create_minimal(
    new: MinimalCreate,
    service: MinimalServiceDep,
    request: Request,
    response: Response,
    key: IdempotencyHeader = None,
) -> Minimal:
    """Make a new minimal."""
    made = await service.create(new, idempotency_key(request, key, new))
    response.headers["Location"] = public_path(request, f"{PATH}/{made.id}")
    response.headers["ETag"] = etag(made.version)
    return made


@router.get(
    "/{minimal_id}",
    response_model=Minimal,
    openapi_extra=IF_NONE_MATCH,
    responses={200: {"headers": ETAG_HEADER}, 304: {"description": "Unchanged"}, **problems(404)},
)
async def get_minimal(
    minimal_id: MinimalId,
    service: MinimalServiceDep,
    request: Request,
    response: Response,
) -> Minimal | Response:
    """Show one minimal."""
    found = await service.get(minimal_id)
    tag = etag(found.version)
    if is_known(tag, request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return found


@router.patch(
    "/{minimal_id}",
    dependencies=[PatchBody],
    responses={200: {"headers": ETAG_HEADER}, **problems(400, 404, 409, 412, 413, 415, 428)},
)
async def update_minimal(
    minimal_id: MinimalId,
    patch: MinimalPatch,
    expected: IfMatch,
    service: MinimalServiceDep,
    response: Response,
) -> Minimal:
    """Change some fields of one minimal (RFC 7396)."""
    changed = await service.update(minimal_id, patch, expected)
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/{minimal_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409, 412, 428),
)
async def delete_minimal(
    minimal_id: MinimalId,
    expected: IfMatch,
    service: MinimalServiceDep,
) -> None:
    """Remove one minimal."""
    await service.delete(minimal_id, expected)
