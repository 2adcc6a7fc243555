"""From exceptions to problem details; what an exception says of the inside stays inside."""

from http import HTTPStatus
from http.client import responses
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.utils import is_body_allowed_for_status_code
from starlette.exceptions import HTTPException

from gateway_service.handlers.problems import problem_response
from gateway_service.models import errors

log = structlog.get_logger(__name__)

PROBLEMS: dict[type[errors.ServiceError], tuple[int, str]] = {
    errors.RefusedPathError: (400, "refused-path"),
    errors.RefusedRequestError: (400, "refused-request"),
    errors.NotPermittedError: (403, "not-permitted"),
    errors.TooManyRequestsError: (429, "too-many-requests"),
    errors.BadAnswerError: (502, "bad-answer"),
    errors.UnavailableError: (503, "unavailable"),
    errors.LateAnswerError: (504, "late-answer"),
}
"""The status and the kind of each error of the services."""


def add_exception_handlers(app: FastAPI) -> None:
    """Answer every error of routing and of the services with a problem."""
    app.exception_handler(errors.ServiceError)(service_error)
    app.exception_handler(HTTPException)(http_error)


async def service_error(request: Request, error: errors.ServiceError) -> Response:
    """Tell what the domain says."""
    known = [each for each in type(error).__mro__ if each in PROBLEMS]
    if not known:
        raise TypeError(f"PROBLEMS does not say how {type(error).__name__} is answered") from error
    code, kind = PROBLEMS[known[0]]
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("no answer", reason=str(error), cause=repr(error.__cause__))
    headers = {}
    if isinstance(error, errors.TooManyRequestsError):
        headers["Retry-After"] = str(error.seconds)
    elif isinstance(error, errors.UnavailableError):
        headers["Retry-After"] = "1"
    return problem_response(request, code, str(error), kind=f"urn:problem:{kind}", headers=headers)


async def http_error(request: Request, error: HTTPException) -> Response:
    """Tell what routing says, or a handler: an `HTTPException` keeps its status, detail, headers."""
    headers = dict(error.headers or {})
    if not is_body_allowed_for_status_code(error.status_code):
        return Response(None, error.status_code, headers)
    return problem_response(request, error.status_code, _detail(error), headers=headers)


def _detail(error: HTTPException) -> Any:  # noqa: ANN401 - FastAPI takes any JSON
    """Give what the error says; where that is no more than the status, what the status means."""
    if error.detail != responses.get(error.status_code):
        return error.detail
    return HTTPStatus(error.status_code).description or error.detail
