"""Requests that go on to a service, and answers that come back, both piece by piece."""

import asyncio

import structlog
from fastapi import HTTPException, Request
from starlette.types import Message, Receive, Scope, Send

from gateway_service.handlers import headers
from gateway_service.handlers.errors import http_error, service_error
from gateway_service.handlers.incoming import ClientGoneError, Incoming
from gateway_service.handlers.requests import services
from gateway_service.models.errors import ServiceError, TooManyRequestsError
from gateway_service.models.messages import Allowance, Answer, Call, Headers, Route

log = structlog.get_logger(__name__)


async def pass_on(route: Route, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with what the service of its route answers."""
    request = Request(scope)
    added: Headers = []
    started = False

    async def send_more(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            started = True
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    try:
        _refuse_tricks(request)
        allowance = await services(request).rates.count(_caller(request))
        added += headers.of_allowance(allowance)
        _require_allowance(allowance)
        await _through(route, request, receive, send_more)
    except (ServiceError, HTTPException) as error:
        if started:
            # The server cuts the connection: the client must not take half of an answer for all.
            log.warning("answer cut", service=route.service, cause=repr(error.__cause__ or error))
            return
        answered = service_error if isinstance(error, ServiceError) else http_error
        response = await answered(request, error)  # type: ignore[arg-type]
        await response(scope, receive, send_more)


def _refuse_tricks(request: Request) -> None:
    """Raise `HTTPException` for what is said to proxies, and for a body that may end elsewhere."""
    if request.method in {"CONNECT", "TRACE"}:
        raise HTTPException(405)
    if headers.is_ambiguous(request.scope["headers"]):
        raise HTTPException(400, "It is not clear where the body of the request ends.")


def _require_allowance(allowance: Allowance) -> None:
    if allowance.exhausted:
        raise TooManyRequestsError(allowance.seconds)


def _caller(request: Request) -> str:
    """Return whose requests are counted together: a known caller's, or those of an address."""
    return f"address {request.client.host if request.client else None}"


async def _through(route: Route, request: Request, receive: Receive, send: Send) -> None:
    scope = request.scope
    incoming = Incoming(receive)
    if headers.has_body(scope["headers"]):
        body = incoming.body()
    else:
        incoming.has_none()
        body = None
    call = Call(
        route.service,
        scope["method"].encode(),
        _target(request),
        headers.to_service(scope),
        body,
    )
    try:
        async with asyncio.timeout(None) as patience:
            watch = asyncio.create_task(_give_up_when_gone(incoming, patience))
            try:
                async with services(request).upstreams.ask(call) as answer:
                    await _send_on(answer, request, route, send)
            finally:
                watch.cancel()
    except (ClientGoneError, TimeoutError):
        log.info("client gone", service=route.service)


async def _give_up_when_gone(incoming: Incoming, patience: asyncio.Timeout) -> None:
    await incoming.gone()
    patience.reschedule(0)


async def _send_on(answer: Answer, request: Request, route: Route, send: Send) -> None:
    table = services(request).routes

    root = request.scope.get("root_path", "").encode()

    def location(path: bytes) -> bytes:
        public = table.location(path, route.service)
        return public if public == path else root + public

    told = headers.to_client(answer.headers, location)
    await send({"type": "http.response.start", "status": answer.status, "headers": told})
    async for piece in answer.body:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body"})


def path_of(request: Request) -> bytes:
    """Return the path without that of a proxy, which may have taken its own off or not."""
    path: bytes = request.scope["raw_path"]
    root: bytes = request.scope.get("root_path", "").encode()
    return path.removeprefix(root) if (path + b"/").startswith(root + b"/") else path


def _target(request: Request) -> bytes:
    path = services(request).routes.behind(path_of(request))
    query: bytes = request.scope["query_string"]
    return path + b"?" + query if query else path
