"""From exceptions to problem details; what an exception says of the inside stays inside."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response, status
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from minimal_service.handlers.preconditions import IF_MATCH_LOCATION
from minimal_service.handlers.problems import FieldError, problem_response
from minimal_service.models import errors

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
}
"""The status and the kind of each error of the services."""

RETRY = {errors.RequestInProgressError, errors.UnavailableError}
"""Errors that a client may meet with the same request, a little later."""


def add_exception_handlers(app: FastAPI) -> None:
    """Answer every error of routing, of validation and of the services with a problem."""
    app.exception_handler(errors.ServiceError)(service_error)
    app.exception_handler(RequestValidationError)(validation_error)
    app.exception_handler(HTTPException)(http_error)


async def service_error(request: Request, error: errors.ServiceError) -> Response:
    """Tell what the domain says."""
    code, kind = PROBLEMS[type(error)]
    if isinstance(error, errors.UnavailableError):
        log.warning("unavailable", component=error.component, cause=repr(error.__cause__))
    headers = {"Retry-After": "1"} if type(error) in RETRY else None
    return problem_response(request, code, str(error), kind=f"urn:problem:{kind}", headers=headers)


async def validation_error(request: Request, error: RequestValidationError) -> Response:
    """Tell which parts of the request are wrong, without repeating what they hold."""
    found = error.errors()
    if any(each["type"] == "missing" and each["loc"] == IF_MATCH_LOCATION for each in found):
        return problem_response(
            request,
            status.HTTP_428_PRECONDITION_REQUIRED,
            "Send If-Match with the ETag of the resource as you read it, or with *.",
        )
    return problem_response(
        request,
        status.HTTP_422_UNPROCESSABLE_CONTENT,
        "The request is not valid.",
        errors=[FieldError(location=_location(each["loc"]), message=each["msg"]) for each in found],
    )


async def http_error(request: Request, error: HTTPException) -> Response:
    """Tell about an unknown path, a method that is not allowed, a body that is too large."""
    code = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if code is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed_methods(request) or headers["Allow"]
    return problem_response(request, code, code.description or code.phrase, headers=headers)


def _location(parts: tuple[int | str, ...]) -> str:
    """Join the parts of a path; a key sent by a client may hold what UTF-8 cannot."""
    return ".".join(str(part) for part in parts).encode(errors="replace").decode()


def _allowed_methods(request: Request) -> str:
    """List the methods of a path, of which routing names only those of its first route."""
    path = getattr(request.scope.get("route"), "path", None)
    operations = request.app.openapi()["paths"].get(path, {})
    return ", ".join(sorted(method.upper() for method in operations))
