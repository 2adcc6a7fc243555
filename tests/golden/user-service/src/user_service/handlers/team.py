"""Requests about teams."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from user_service.handlers.preconditions import ETAG_HEADER, IF_NONE_MATCH, IfMatch, etag, is_known
from user_service.handlers.problems import problems
from user_service.handlers.requests import (
    IdempotencyHeader,
    JsonBody,
    PatchBody,
    TeamServiceDep,
    idempotency_key,
    public_path,
)
from user_service.models.identifiers import TeamId
from user_service.models.paging import PageOf
from user_service.models.team import Team, TeamCreate, TeamPatch, TeamQuery

PATH = "/teams"

router = APIRouter(prefix=PATH, tags=["teams"], responses=problems(422, 500, 503))


@router.get("")
async def list_teams(query: Annotated[TeamQuery, Query()], service: TeamServiceDep) -> PageOf[Team]:
    """List teams, a page at a time.

    The pages are no snapshot: what is written between two of them may be missed or shown twice.
    """
    return await service.page(query)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[JsonBody],
    responses={201: {"headers": ETAG_HEADER}, **problems(400, 409, 413, 415)},
)
async def create_team(
    new: TeamCreate,
    service: TeamServiceDep,
    request: Request,
    response: Response,
    key: IdempotencyHeader = None,
) -> Team:
    """Make a new team."""
    made = await service.create(new, idempotency_key(request, key, new))
    response.headers["Location"] = public_path(request, f"{PATH}/{made.id}")
    response.headers["ETag"] = etag(made.version)
    return made


@router.get(
    "/{team_id}",
    response_model=Team,
    openapi_extra=IF_NONE_MATCH,
    responses={200: {"headers": ETAG_HEADER}, 304: {"description": "Unchanged"}, **problems(404)},
)
async def get_team(
    team_id: TeamId,
    service: TeamServiceDep,
    request: Request,
    response: Response,
) -> Team | Response:
    """Show one team."""
    found = await service.get(team_id)
    tag = etag(found.version)
    if is_known(tag, request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return found


@router.patch(
    "/{team_id}",
    dependencies=[PatchBody],
    responses={200: {"headers": ETAG_HEADER}, **problems(400, 404, 409, 412, 413, 415, 428)},
)
async def update_team(
    team_id: TeamId,
    patch: TeamPatch,
    expected: IfMatch,
    service: TeamServiceDep,
    response: Response,
) -> Team:
    """Change some fields of one team (RFC 7396)."""
    changed = await service.update(team_id, patch, expected)
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/{team_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409, 412, 428),
)
async def delete_team(
    team_id: TeamId,
    expected: IfMatch,
    service: TeamServiceDep,
) -> None:
    """Remove one team."""
    await service.delete(team_id, expected)
