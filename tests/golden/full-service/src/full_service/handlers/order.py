"""Requests about orders."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from full_service.handlers.consistency import up_to_date
from full_service.handlers.preconditions import ETAG_HEADER, IF_NONE_MATCH, IfMatch, etag, is_known
from full_service.handlers.problems import problems
from full_service.handlers.requests import (
    CommandBusDep,
    IdempotencyHeader,
    JsonBody,
    PatchBody,
    QueryBusDep,
    idempotency_key,
    public_path,
)
from full_service.models.identifiers import OrderId
from full_service.models.order import Order, OrderCreate, OrderPatch, OrderQuery
from full_service.models.order_commands import ChangeOrder, CreateOrder, RemoveOrder
from full_service.models.order_queries import GetOrder, ListOrders
from full_service.models.paging import PageOf

PATH = "/orders"

READ_MODEL = "read_model_orders"

router = APIRouter(
    prefix=PATH,
    tags=["orders"],
    responses=problems(422, 500, 503),
    dependencies=[up_to_date(READ_MODEL)],
)


@router.get("")
async def list_orders(query: Annotated[OrderQuery, Query()], queries: QueryBusDep) -> PageOf[Order]:
    """List orders, a page at a time.

    The pages are no snapshot: what is written between two of them may be missed or shown twice.
    """
    return await queries.ask(ListOrders(query))


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[JsonBody],
    responses={201: {"headers": ETAG_HEADER}, **problems(400, 409, 413, 415)},
)
async def create_order(
    new: OrderCreate,
    commands: CommandBusDep,
    request: Request,
    response: Response,
    key: IdempotencyHeader = None,
) -> Order:
    """Make a new order."""
    made = await commands.send(CreateOrder(new, idempotency_key(request, key, new)))
    response.headers["Location"] = public_path(request, f"{PATH}/{made.id}")
    response.headers["ETag"] = etag(made.version)
    return made


@router.get(
    "/{order_id}",
    response_model=Order,
    openapi_extra=IF_NONE_MATCH,
    responses={200: {"headers": ETAG_HEADER}, 304: {"description": "Unchanged"}, **problems(404)},
)
async def get_order(
    order_id: OrderId,
    queries: QueryBusDep,
    request: Request,
    response: Response,
) -> Order | Response:
    """Show one order."""
    found = await queries.ask(GetOrder(order_id))
    tag = etag(found.version)
    if is_known(tag, request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return found


@router.patch(
    "/{order_id}",
    dependencies=[PatchBody],
    responses={200: {"headers": ETAG_HEADER}, **problems(400, 404, 409, 412, 413, 415, 428)},
)
async def update_order(
    order_id: OrderId,
    patch: OrderPatch,
    expected: IfMatch,
    commands: CommandBusDep,
    response: Response,
) -> Order:
    """Change some fields of one order (RFC 7396)."""
    changed = await commands.send(ChangeOrder(order_id, patch, expected))
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/{order_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409, 412, 428),
)
async def delete_order(
    order_id: OrderId,
    expected: IfMatch,
    commands: CommandBusDep,
) -> None:
    """Remove one order."""
    await commands.send(RemoveOrder(order_id, expected))
