"""Requests about users."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from user_service.handlers.preconditions import ETAG_HEADER, IF_NONE_MATCH, IfMatch, etag, is_known
from user_service.handlers.problems import problems
from user_service.handlers.requests import (
    IdempotencyHeader,
    JsonBody,
    PatchBody,
    UserServiceDep,
    idempotency_key,
    public_path,
)
from user_service.models.identifiers import UserId
from user_service.models.paging import PageOf
from user_service.models.user import User, UserCreate, UserPatch, UserQuery

PATH = "/users"

router = APIRouter(prefix=PATH, tags=["users"], responses=problems(422, 500, 503))


@router.get("")
async def list_users(query: Annotated[UserQuery, Query()], service: UserServiceDep) -> PageOf[User]:
    """List users, a page at a time.

    The pages are no snapshot: what is written between two of them may be missed or shown twice.
    """
    return await service.page(query)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[JsonBody],
    responses={201: {"headers": ETAG_HEADER}, **problems(400, 409, 413, 415)},
)
async def create_user(
    new: UserCreate,
    service: UserServiceDep,
    request: Request,
    response: Response,
    key: IdempotencyHeader = None,
) -> User:
    """Make a new user."""
    made = await service.create(new, idempotency_key(request, key, new))
    response.headers["Location"] = public_path(request, f"{PATH}/{made.id}")
    response.headers["ETag"] = etag(made.version)
    return made


@router.get(
    "/{user_id}",
    response_model=User,
    openapi_extra=IF_NONE_MATCH,
    responses={200: {"headers": ETAG_HEADER}, 304: {"description": "Unchanged"}, **problems(404)},
)
async def get_user(
    user_id: UserId,
    service: UserServiceDep,
    request: Request,
    response: Response,
) -> User | Response:
    """Show one user."""
    found = await service.get(user_id)
    tag = etag(found.version)
    if is_known(tag, request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return found


@router.patch(
    "/{user_id}",
    dependencies=[PatchBody],
    responses={200: {"headers": ETAG_HEADER}, **problems(400, 404, 409, 412, 413, 415, 428)},
)
async def update_user(
    user_id: UserId,
    patch: UserPatch,
    expected: IfMatch,
    service: UserServiceDep,
    response: Response,
) -> User:
    """Change some fields of one user (RFC 7396)."""
    changed = await service.update(user_id, patch, expected)
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/{user_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409, 412, 428),
)
async def delete_user(
    user_id: UserId,
    expected: IfMatch,
    service: UserServiceDep,
) -> None:
    """Remove one user."""
    await service.delete(user_id, expected)
