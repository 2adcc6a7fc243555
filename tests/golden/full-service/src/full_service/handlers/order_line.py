"""Requests about order lines."""

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
from full_service.models.identifiers import OrderLineId
from full_service.models.order_line import (
    OrderLine,
    OrderLineCreate,
    OrderLinePatch,
    OrderLineQuery,
)
from full_service.models.order_line_commands import (
    ChangeOrderLine,
    CreateOrderLine,
    RemoveOrderLine,
)
from full_service.models.order_line_queries import GetOrderLine, ListOrderLines
from full_service.models.paging import PageOf

PATH = "/order-lines"

READ_MODEL = "read_model_order_lines"

router = APIRouter(
    prefix=PATH,
    tags=["order lines"],
    responses=problems(422, 500, 503),
    dependencies=[up_to_date(READ_MODEL)],
)


@router.get("")
async def list_order_lines(
    query: Annotated[OrderLineQuery, Query()], queries: QueryBusDep
) -> PageOf[OrderLine]:
    """List order lines, a page at a time.

    The pages are no snapshot: what is written between two of them may be missed or shown twice.
    """
    return await queries.ask(ListOrderLines(query))


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[JsonBody],
    responses={201: {"headers": ETAG_HEADER}, **problems(400, 409, 413, 415)},
)
async def create_order_line(
    new: OrderLineCreate,
    commands: CommandBusDep,
    request: Request,
    response: Response,
    key: IdempotencyHeader = None,
) -> OrderLine:
    """Make a new order line."""
    made = await commands.send(CreateOrderLine(new, idempotency_key(request, key, new)))
    response.headers["Location"] = public_path(request, f"{PATH}/{made.id}")
    response.headers["ETag"] = etag(made.version)
    return made


@router.get(
    "/{order_line_id}",
    response_model=OrderLine,
    openapi_extra=IF_NONE_MATCH,
    responses={200: {"headers": ETAG_HEADER}, 304: {"description": "Unchanged"}, **problems(404)},
)
async def get_order_line(
    order_line_id: OrderLineId,
    queries: QueryBusDep,
    request: Request,
    response: Response,
) -> OrderLine | Response:
    """Show one order line."""
    found = await queries.ask(GetOrderLine(order_line_id))
    tag = etag(found.version)
    if is_known(tag, request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return found


@router.patch(
    "/{order_line_id}",
    dependencies=[PatchBody],
    responses={200: {"headers": ETAG_HEADER}, **problems(400, 404, 409, 412, 413, 415, 428)},
)
async def update_order_line(
    order_line_id: OrderLineId,
    patch: OrderLinePatch,
    expected: IfMatch,
    commands: CommandBusDep,
    response: Response,
) -> OrderLine:
    """Change some fields of one order line (RFC 7396)."""
    changed = await commands.send(ChangeOrderLine(order_line_id, patch, expected))
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/{order_line_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409, 412, 428),
)
async def delete_order_line(
    order_line_id: OrderLineId,
    expected: IfMatch,
    commands: CommandBusDep,
) -> None:
    """Remove one order line."""
    await commands.send(RemoveOrderLine(order_line_id, expected))
