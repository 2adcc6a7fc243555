"""Requests about customers."""

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
from full_service.models.customer import Customer, CustomerCreate, CustomerPatch, CustomerQuery
from full_service.models.customer_commands import ChangeCustomer, CreateCustomer, RemoveCustomer
from full_service.models.customer_queries import GetCustomer, ListCustomers
from full_service.models.identifiers import CustomerId
from full_service.models.paging import PageOf

PATH = "/customers"

READ_MODEL = "read_model_customers"

router = APIRouter(
    prefix=PATH,
    tags=["customers"],
    responses=problems(422, 500, 503),
    dependencies=[up_to_date(READ_MODEL)],
)


@router.get("")
async def list_customers(
    query: Annotated[CustomerQuery, Query()], queries: QueryBusDep
) -> PageOf[Customer]:
    """List customers, a page at a time.

    The pages are no snapshot: what is written between two of them may be missed or shown twice.
    """
    return await queries.ask(ListCustomers(query))


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    dependencies=[JsonBody],
    responses={201: {"headers": ETAG_HEADER}, **problems(400, 409, 413, 415)},
)
async def create_customer(
    new: CustomerCreate,
    commands: CommandBusDep,
    request: Request,
    response: Response,
    key: IdempotencyHeader = None,
) -> Customer:
    """Make a new customer."""
    made = await commands.send(CreateCustomer(new, idempotency_key(request, key, new)))
    response.headers["Location"] = public_path(request, f"{PATH}/{made.id}")
    response.headers["ETag"] = etag(made.version)
    return made


@router.get(
    "/{customer_id}",
    response_model=Customer,
    openapi_extra=IF_NONE_MATCH,
    responses={200: {"headers": ETAG_HEADER}, 304: {"description": "Unchanged"}, **problems(404)},
)
async def get_customer(
    customer_id: CustomerId,
    queries: QueryBusDep,
    request: Request,
    response: Response,
) -> Customer | Response:
    """Show one customer."""
    found = await queries.ask(GetCustomer(customer_id))
    tag = etag(found.version)
    if is_known(tag, request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return found


@router.patch(
    "/{customer_id}",
    dependencies=[PatchBody],
    responses={200: {"headers": ETAG_HEADER}, **problems(400, 404, 409, 412, 413, 415, 428)},
)
async def update_customer(
    customer_id: CustomerId,
    patch: CustomerPatch,
    expected: IfMatch,
    commands: CommandBusDep,
    response: Response,
) -> Customer:
    """Change some fields of one customer (RFC 7396)."""
    changed = await commands.send(ChangeCustomer(customer_id, patch, expected))
    response.headers["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/{customer_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409, 412, 428),
)
async def delete_customer(
    customer_id: CustomerId,
    expected: IfMatch,
    commands: CommandBusDep,
) -> None:
    """Remove one customer."""
    await commands.send(RemoveCustomer(customer_id, expected))
