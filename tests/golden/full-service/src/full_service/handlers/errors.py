"""From exceptions to problem details; what an exception says of the inside stays inside."""

from collections.abc import Mapping
from http import HTTPMethod, HTTPStatus
from http.client import responses
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.utils import is_body_allowed_for_status_code
from starlette.exceptions import HTTPException
from starlette.routing import Match

from full_service.handlers.preconditions import IF_MATCH_LOCATION
from full_service.handlers.problems import FieldError, problem_response
from full_service.models import errors
from full_service.models.wording import message
from full_service.services.saga_definition import StepFailedError

log = structlog.get_logger(__name__)

PROBLEMS: dict[type[errors.ServiceError], tuple[int, str]] = {
    errors.NotFoundError: (404, "not-found"),
    errors.AlreadyExistsError: (409, "already-exists"),
    errors.StillReferencedError: (409, "still-referenced"),
    errors.RequestInProgressError: (409, "request-in-progress"),
    errors.VersionMismatchError: (412, "version-mismatch"),
    errors.UnknownReferenceError: (409, "unknown-reference"),
    errors.InvalidCursorError: (422, "invalid-cursor"),
    errors.InvalidValueError: (422, "invalid-value"),
    errors.IdempotencyKeyReusedError: (422, "idempotency-key-reused"),
    errors.UnavailableError: (503, "unavailable"),
    StepFailedError: (409, "step-failed"),
}
"""The status and the kind of each error of the services."""

RETRY = (errors.RequestInProgressError, errors.UnavailableError)
"""Errors that a client may meet with the same request, a little later."""

MAX_ERRORS = 20
MAX_TEXT = 500
"""A small request can be wrong in a hundred thousand ways, or in one whose name is a megabyte."""


def add_exception_handlers(app: FastAPI) -> None:
    """Answer every error of routing, of validation and of the services with a problem."""
    app.exception_handler(errors.ServiceError)(service_error)
    app.exception_handler(RequestValidationError)(validation_error)
    app.exception_handler(HTTPException)(http_error)


async def service_error(request: Request, error: errors.ServiceError) -> Response:
    """Tell what the domain says."""
    known = [each for each in type(error).__mro__ if each in PROBLEMS]
    if not known:
        raise TypeError(f"PROBLEMS does not say how {type(error).__name__} is answered") from error
    code, kind = PROBLEMS[known[0]]
    if isinstance(error, errors.UnavailableError):
        log.warning("unavailable", component=error.component, cause=repr(error.__cause__))
    headers = {"Retry-After": "1"} if isinstance(error, RETRY) else None
    return problem_response(request, code, str(error), kind=f"urn:problem:{kind}", headers=headers)


async def validation_error(request: Request, error: RequestValidationError) -> Response:
    """Tell which parts of the request are wrong, without repeating what they hold."""
    found = [each for each in error.errors() if not _is_of_no_value(each)]
    if any(each["type"] == "missing" and each["loc"] == IF_MATCH_LOCATION for each in found):
        return problem_response(
            request,
            status.HTTP_428_PRECONDITION_REQUIRED,
            "Send If-Match with the ETag of the resource as you read it, or with *.",
        )
    detail = "The request is not valid."
    if len(found) > MAX_ERRORS:
        detail = f"The request is not valid. Errors left out: {len(found) - MAX_ERRORS}."
    return problem_response(
        request,
        status.HTTP_422_UNPROCESSABLE_CONTENT,
        detail,
        errors=[
            FieldError(location=_location(each["loc"]), message=_shortened(message(each)))
            for each in found[:MAX_ERRORS]
        ],
    )


async def http_error(request: Request, error: HTTPException) -> Response:
    """Tell what routing says, or a handler: an `HTTPException` keeps its status, detail, headers."""
    headers = dict(error.headers or {})
    if not is_body_allowed_for_status_code(error.status_code):
        return Response(None, error.status_code, headers)
    if error.status_code == status.HTTP_405_METHOD_NOT_ALLOWED:
        headers |= _allow(request)
    return problem_response(request, error.status_code, _detail(error), headers=headers)


def _detail(error: HTTPException) -> Any:  # noqa: ANN401 - FastAPI takes any JSON
    """Give what the error says; where that is no more than the status, what the status means."""
    if error.detail != responses.get(error.status_code):
        return error.detail
    return HTTPStatus(error.status_code).description or error.detail


def _is_of_no_value(found: Mapping[str, Any]) -> bool:
    """Whether it says that a parameter is not None either, where it may be left out."""
    return (found["loc"][:1], found["type"]) == (("query",), "none_required")


def _location(parts: tuple[int | str, ...]) -> str:
    """Join the parts of a path; a key sent by a client may hold what UTF-8 cannot."""
    if parts[:1] == ("query",):  # behind its name stands which of its types did not fit
        parts = (*parts[:2], *(each for each in parts[2:] if isinstance(each, int)))
    return _shortened(".".join(map(str, parts))).encode(errors="replace").decode()


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."


def _allow(request: Request) -> dict[str, str]:
    """List the methods of a path, of which routing names only those of its first route."""

    def is_routed(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    allowed = {method.value for method in HTTPMethod if is_routed(method)}
    if "GET" in allowed:
        allowed.add("HEAD")
    if not allowed or request.method in allowed:
        return {}
    return {"Allow": ", ".join(sorted(allowed))}
